using MesosOrleans.Core.Allocation.Cycle;
using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation;

/// <summary>
/// The sequential allocator: decides which framework is offered what of which agent, by hierarchical weighted dominant
/// resource fairness within guarantees and limits. Pure: it has no clock and no thread of its own. Calls change its
/// state and may ask for a run (<see cref="IsRunRequested"/>); the caller runs it, now or after more calls.
/// Not safe for concurrent use.
/// </summary>
public sealed partial class HierarchicalAllocator
{
    private readonly AllocatorOptions _options;
    private readonly AllocatorState _state;
    private readonly AllocationCycle _cycle;
    private readonly List<AgentRow> _candidates = [];
    private HashSet<string>? _whitelist;
    private bool _isRunRequested;
    private bool _isPaused;
    private bool _isHeldOff;
    private int _expectedAgents;
    private long _runs;

    /// <summary>Makes an allocator without agents, frameworks, or roles.</summary>
    /// <param name="options">Settings, fixed for its life.</param>
    /// <param name="random">The source of chance; the same seed and the same calls give the same offers.</param>
    public HierarchicalAllocator(AllocatorOptions options, Random random)
    {
        _options = options;
        _state = new AllocatorState(options, random);
        _cycle = new AllocationCycle(_state, options, random);
    }

    /// <summary>True when a call has asked for a run that has not happened yet.</summary>
    public bool IsRunRequested => _isRunRequested && !IsPaused;

    /// <summary>True while runs do nothing: paused by the caller, or held off after a restart.</summary>
    public bool IsPaused => _isPaused || _isHeldOff;

    /// <summary>Makes runs do nothing and drops requests for runs until <see cref="Resume"/>. A flag, not a counter.</summary>
    public void Pause() => _isPaused = true;

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _isPaused = false;

    /// <summary>Runs over the agents that calls have asked for.</summary>
    /// <param name="now">Present time; filters end by it.</param>
    public AllocationRun Run(DateTimeOffset now)
    {
        if (IsPaused)
        {
            return AllocationRun.Nothing;
        }

        _runs++;
        _state.Filters.Expire(now.UtcTicks, _state.Blocked.Clear);
        var candidates = Candidates();
        var offers = _cycle.Run(candidates, IsOfferable);
        var inverseOffers = MakeInverseOffers(candidates, now.UtcTicks);
        foreach (var agent in _candidates)
        {
            agent.IsCandidate = false;
        }

        _candidates.Clear();
        _isRunRequested = false;
        return new AllocationRun(offers, inverseOffers);
    }

    /// <summary>The periodic run over all agents. Filters end only after such a run has seen them once.</summary>
    /// <param name="now">Present time; filters end by it.</param>
    public AllocationRun RunBatch(DateTimeOffset now)
    {
        RequestAll();
        var run = Run(now);
        if (!IsPaused)
        {
            _state.Filters.MarkSeen();
        }

        return run;
    }

    /// <summary>
    /// Forgets which frameworks came to nothing on which agents. It must never change an outcome: what is remembered
    /// only saves work, and tests hold an allocator that forgets against one that does not.
    /// </summary>
    internal void ForgetBlocked()
    {
        foreach (var agent in _state.Agents.All)
        {
            _state.Blocked.ClearAgent(agent.Index);
        }
    }

    /// <summary>Only agents with these host names are offered; null offers all.</summary>
    public void UpdateWhitelist(IEnumerable<string>? hostnames) =>
        _whitelist = hostnames?.ToHashSet(StringComparer.Ordinal);

    private bool IsOfferable(AgentRow agent) =>
        agent.IsActivated && (_whitelist is null || _whitelist.Contains(agent.Attributes.Hostname));

    /// <summary>Always in the order of agent indexes, whatever the order of the calls.</summary>
    private IEnumerable<AgentRow> Candidates()
    {
        if (_candidates.Count == _state.Agents.Count)
        {
            return _state.Agents.All;
        }

        _candidates.Sort(static (left, right) => left.Index.CompareTo(right.Index));
        return _candidates;
    }

    private void Request(AgentRow agent)
    {
        if (IsPaused)
        {
            return;
        }

        _isRunRequested = true;
        if (!agent.IsCandidate)
        {
            agent.IsCandidate = true;
            _candidates.Add(agent);
        }
    }

    private void RequestAll()
    {
        _isRunRequested |= !IsPaused;
        foreach (var agent in _state.Agents.All)
        {
            Request(agent);
        }
    }

    private AgentRow Agent(string id) =>
        _state.Agents.Find(id) ?? throw new ArgumentException($"Agent {id} is not known", nameof(id));

    private FrameworkRow Framework(string id) =>
        _state.Frameworks.GetValueOrDefault(id)
        ?? throw new ArgumentException($"Framework {id} is not known", nameof(id));
}
