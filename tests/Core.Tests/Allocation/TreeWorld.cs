using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// The allocator's levels and what they talk to, in one thread under a seed: messages are lost, late, doubled, out of
/// order; the root and roles start anew at any point. A tick is a second; intervals are those of the grains.
/// Parts: messages and levels, what happens by chance.
/// </summary>
internal sealed partial class TreeWorld
{
    /// <summary>Ticks between an agent's reports.</summary>
    public const int ReportTicks = 10;

    /// <summary>Ticks for messages on their way: the report, the batch that follows, the offer in it.</summary>
    public const int HopTicks = 3;

    private const int HeartbeatTicks = 5;
    private const int RecoveryTicks = 15;
    private static readonly string[] RoleNames = ["r", "s", "r/x"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(HeartbeatTicks);

    // Longer than a storm: who is silent for that long is gone.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);
    private readonly Random _random;
    private readonly List<(int At, Action Deliver)> _network = [];
    private readonly Dictionary<string, TreeAgentModel> _agents = [];
    private readonly Dictionary<string, TreeFrameworkModel> _frameworks = [];
    private readonly Dictionary<string, RoleAllocation> _roles = [];
    private TreePolicy _policy = new(1);
    private RootAllocation _root = null!;
    private long _policyAtRoot;
    private long? _limitAtRoot;
    private int _rootStartedAt;
    private long _epoch;
    private int _tick;
    private int _next;

    public TreeWorld(int seed)
    {
        _random = new Random(seed);
        StartRoot();
        foreach (var role in RoleNames)
        {
            StartRole(role);
        }

        for (var i = 0; i < 3; i++)
        {
            AddAgent();
            AddFramework(RoleNames[i]);
        }
    }

    /// <summary>True while messages may be lost or doubled and tasks come and go.</summary>
    public bool IsStormy { get; set; } = true;

    /// <summary>True when the levels may start anew.</summary>
    public bool Restarts { get; set; }

    /// <summary>True when agents, frameworks and the policy come, change and go.</summary>
    public bool Changes { get; set; }

    private DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddSeconds(_tick);

    public void Step()
    {
        _tick++;
        foreach (var (_, deliver) in Due())
        {
            deliver();
            Carry();
            _root.CheckInvariants();
        }

        if (IsStormy)
        {
            Act();
        }

        Heartbeats();
        Cycle(_tick % 2 == 0);
        _root.CheckInvariants();
        CheckFrameworks();
    }

    /// <summary>
    /// What is wrong at this moment: an offer that is not with its framework and its role, one that somebody has and that is
    /// void, a resource of a living agent that is neither free, nor offered, nor used, or more than one of these.
    /// </summary>
    public IEnumerable<string> Wrongs()
    {
        var atFrameworks = _frameworks.Values.SelectMany(framework => framework.Offers.Keys).ToHashSet();
        var atRoles = _roles.Values.SelectMany(role => role.Offers).Select(offer => offer.OfferId).ToHashSet();
        foreach (var offer in _root.Offers.Where(offer => _agents.ContainsKey(offer.AgentId)))
        {
            if (!atFrameworks.Contains(offer.Id) || !atRoles.Contains(offer.Id))
            {
                yield return $"{offer.Id} is out, and not with {offer.FrameworkId} or {offer.Role}";
            }
        }

        foreach (var stranger in atFrameworks.Union(atRoles).Where(id => _root.FindOffer(id) is null))
        {
            yield return $"{stranger} is void, and somebody has it";
        }

        foreach (var (id, agent) in _agents)
        {
            var offered = ResourceSet.Sum(_root.Offers.Where(offer => offer.AgentId == id).Select(offer => offer.Resources));
            if (_root.Agent(id) is null || !agent.Total.Equals(_root.Allocator.AvailableOf(id) + offered + agent.Used))
            {
                yield return $"of agent {id} not all is either free, offered, or used";
            }
        }
    }

    /// <summary>After the longest silence: nobody is remembered who has gone, the policy is known, and who holds what goes away was asked.</summary>
    public void CheckKnown()
    {
        Assert.Equal(_agents.Keys.Order(), _root.Agents.Select(agent => agent.Info.Id.Value).Order());
        Assert.Equal(_frameworks.Keys.Order(), _root.Demands.Select(demand => demand.Id).Order());
        Assert.Equal(_policy.Version, _policyAtRoot);
        Assert.False(_root.IsHeldOff);
        foreach (var (id, agent) in _agents)
        {
            foreach (var framework in _frameworks.Values.Where(one => agent.UnavailableFrom is not null && one.IsConnected))
            {
                var holds = framework.Offers.Values.Any(offer => offer.AgentId == id) || agent.IsUsedBy(framework.Id);
                Assert.True(
                    !holds || framework.Asked.Contains((id, agent.UnavailableFrom!.Value)),
                    $"{framework.Id} was not asked to give {id} back");
            }
        }
    }

    // An offer of the present root is with one framework, and two of them never overlap while nobody starts anew.
    private void CheckFrameworks()
    {
        foreach (var (id, agent) in _agents.Where(_ => !Restarts && !Changes))
        {
            var offered = ResourceSet.Sum(_frameworks.Values.SelectMany(framework => framework.Offers.Values)
                .Where(offer => offer.AgentId == id).Select(offer => offer.Resources));
            Assert.True(agent.Total.Contains(offered), $"{offered} of {id} is offered");
        }
    }

    private List<(int At, Action Deliver)> Due()
    {
        var due = _network.Where(message => message.At <= _tick).ToArray();
        _network.RemoveAll(message => message.At <= _tick);
        _random.Shuffle(due);
        return [.. due];
    }

    private void Send(Action deliver)
    {
        if (IsStormy && _random.Next(5) == 0)
        {
            return;
        }

        _network.Add((_tick + 1 + (IsStormy ? _random.Next(3) : 0), deliver));
        if (IsStormy && _random.Next(6) == 0)
        {
            _network.Add((_tick + 1 + _random.Next(3), deliver));
        }
    }

    // As the grain does: with the policy of now, held off while agents are awaited, asking everybody to report.
    private void StartRoot()
    {
        var names = new OfferNames($"root{++_epoch}");
        names.Add(0, long.MaxValue / 2);
        _root = new RootAllocation(_epoch, new RootOptions { HeartbeatInterval = Patience, SilenceMax = Silence }, _random, names);
        _rootStartedAt = _tick;
        TakePolicy();
        _root.Recover(_agents.Count);
        foreach (var agent in _agents.Values)
        {
            Send(() => Report(agent));
        }

        var epoch = _root.Epoch;
        foreach (var framework in _frameworks.Values)
        {
            Send(() =>
            {
                if (_frameworks.ContainsKey(framework.Id))
                {
                    framework.ForgetOlderThan(epoch);
                    Tell(framework);
                }
            });
        }
    }

    private void StartRole(string role) => _roles[role] = new RoleAllocation(role, ++_epoch);

    private void TakePolicy()
    {
        _root.SetPolicy(new Dictionary<string, double>(_policy.Weights), new Dictionary<string, RoleQuota>(_policy.Quotas));
        _policyAtRoot = _policy.Version;
        _limitAtRoot = _policy.CpusOfS;
    }

    private void Report(TreeAgentModel agent)
    {
        var snapshot = agent.Snapshot();
        Send(() => _root.Update(snapshot, Now));
    }

    private void Tell(TreeFrameworkModel framework, string? leftRole = null)
    {
        foreach (var name in leftRole is null ? [framework.Role] : new[] { framework.Role, leftRole })
        {
            var role = _roles[name];
            var demand = framework.Demand();
            string[] has = [.. framework.Offers.Values.Where(offer => offer.Role == name).Select(offer => offer.Id)];
            var outcome = role.SetDemand(demand, has, Patience, Now);
            foreach (var offer in outcome.Void)
            {
                framework.TryRescind(offer);
            }

            Return(role, outcome.Lost);
            if (outcome.IsNews)
            {
                var state = role.Report(whole: false) with { Demands = [demand] };
                Send(() => _root.Update(state, Now));
            }
        }
    }

    private void Heartbeats()
    {
        foreach (var agent in _agents.Values.Where((_, at) => (_tick + at) % ReportTicks == 0).ToList())
        {
            Report(agent);
        }

        foreach (var framework in _frameworks.Values.Where((_, at) => (_tick + at) % HeartbeatTicks == 0).ToList())
        {
            Tell(framework);
        }

        foreach (var (name, role) in _roles.Where((_, at) => (_tick + at + 2) % HeartbeatTicks == 0))
        {
            var state = role.Report(whole: true);
            Send(() => _root.Update(state, Now));
        }

        if (_tick % HeartbeatTicks == 0)
        {
            HeartbeatOfRoot();
        }
    }

    private void HeartbeatOfRoot()
    {
        _root.Heal(Now);
        if (_root.IsHeldOff && _tick - _rootStartedAt >= RecoveryTicks)
        {
            _root.EndRecovery();
        }

        Carry();
        if (_policyAtRoot < _policy.Version)
        {
            TakePolicy();
        }
    }

    private void Cycle(bool periodic)
    {
        if (!periodic && !_root.IsRunRequested)
        {
            return;
        }

        var before = _root.Allocator.OfferedOrAllocated(TreePolicy.Limited);
        var run = _root.Run(Now, periodic);
        CheckLimit(before);
        foreach (var group in run.Offers.GroupBy(offer => offer.Role))
        {
            SendBatch(group.Key, run.Batch, [.. group]);
        }

        foreach (var offer in run.InverseOffers)
        {
            SendInverse(offer);
        }
    }

    // A limit may be set below what is held; a cycle never adds to that.
    private void CheckLimit(ResourceQuantities before)
    {
        var after = _root.Allocator.OfferedOrAllocated(TreePolicy.Limited)[ResourceNames.Cpus];
        var most = Math.Max(_limitAtRoot ?? long.MaxValue, before[ResourceNames.Cpus]);
        Assert.True(after <= most, $"{TreePolicy.Limited} is given {after} of {most}");
    }
}
