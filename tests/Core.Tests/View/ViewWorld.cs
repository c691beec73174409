using MesosOrleans.Core.Tasks;
using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.Tests.View;

/// <summary>
/// A cluster of owners, the shards they publish to, and one copy that follows the shards over a network that loses,
/// repeats, delays and reorders. Shards die and come up anew.
/// </summary>
internal sealed class ViewWorld
{
    private const int Shards = 2;
    private readonly Random _random;
    private readonly Dictionary<string, ViewAgent> _agents = [];
    private readonly Dictionary<string, GetFrameworks.Types.Framework> _frameworks = [];
    private readonly Dictionary<(string Framework, string Task), Protocol.V1.Task> _tasks = [];
    private readonly HashSet<string> _silentlyGone = [];
    private readonly ViewShard[] _shards = new ViewShard[Shards];
    private readonly Queue<Action>[] _gatherings = [new(), new()];
    private readonly ViewFollower[] _followers = [new(), new()];
    private readonly List<(int Shard, ViewPage Page)> _network = [];
    private readonly ViewReplica _replica = new(Shards);
    private FollowerModel? _operator;
    private int _number;

    public ViewWorld(int seed)
    {
        _random = new Random(seed);
        for (var shard = 0; shard < Shards; shard++)
        {
            Begin(shard);
        }
    }

    /// <summary>Lets things happen, then lets everything arrive and compares.</summary>
    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Step();
            if (_operator is null && _replica.IsComplete && _random.Next(4) == 0)
            {
                _operator = new FollowerModel(_replica.Freeze());
            }
        }

        Settle();
        var view = _replica.Freeze();
        SameAs(view, Fresh());
        _operator?.Matches(view, _silentlyGone);
    }

    private void Step()
    {
        switch (_random.Next(12))
        {
            case 0 or 1:
                ChangeAgent();
                break;
            case 2:
                ChangeFramework();
                break;
            case 3 or 4 or 5:
                ChangeTask();
                break;
            case 6 when _random.Next(6) == 0:
                Begin(_random.Next(Shards));
                break;
            case 7:
                Gather(_random.Next(Shards));
                break;
            case 8 or 9:
                Ask(_random.Next(Shards));
                break;
            default:
                Deliver();
                break;
        }
    }

    // A shard dies: it knows nothing; owners are asked one by one, and answer what was true when they were asked.
    private void Begin(int shard)
    {
        var life = _shards[shard] = new ViewShard($"life-{_number++}");
        var gathering = _gatherings[shard];
        gathering.Clear();
        foreach (var agent in _agents.Values.Where(agent => ShardOf(agent.Agent.AgentInfo.Id.Value) == shard))
        {
            gathering.Enqueue(() => life.Recover(agent));
        }

        foreach (var framework in _frameworks.Values.Where(framework => ShardOf(framework.FrameworkInfo.Id.Value) == shard))
        {
            gathering.Enqueue(() => life.Recover(framework));
        }

        foreach (var task in _tasks.Values.Where(task => ShardOf(task.FrameworkId.Value) == shard))
        {
            gathering.Enqueue(() => life.Recover(task));
        }

        gathering.Enqueue(life.Complete);
    }

    private void Gather(int shard)
    {
        if (_gatherings[shard].TryDequeue(out var answer))
        {
            answer();
        }
    }

    private void ChangeAgent()
    {
        var id = $"a{_random.Next(4)}";
        var shard = _shards[ShardOf(id)];
        if (_agents.ContainsKey(id) && _random.Next(3) == 0)
        {
            // Its answer to a gathering that runs must not bring it back: the removal is known there.
            _agents.Remove(id);
            var announced = _random.Next(2) == 0;
            if (!announced)
            {
                _silentlyGone.Add(id);
            }

            shard.RemoveAgent(id, announced);
            return;
        }

        var standing = (ViewAgent.Types.Standing)_random.Next(3);
        if (standing != ViewAgent.Types.Standing.Registered)
        {
            _silentlyGone.Add(id);
        }

        shard.Set(_agents[id] = ViewSamples.Agent(id, standing, ("f0", _random.Next(3)), ("f1", _random.Next(3))));
    }

    private void ChangeFramework()
    {
        var id = $"f{_random.Next(5)}";
        if (_frameworks.TryGetValue(id, out var known) && known.UnregisteredTime is not null)
        {
            return;
        }

        var offers = Enumerable.Range(0, _random.Next(3)).Select(_ => ($"o{_number++}", $"a{_random.Next(4)}")).ToArray();
        var framework = ViewSamples.Framework(id, 1 + _random.Next(3), known is not null && _random.Next(5) == 0, offers);
        _frameworks[id] = framework;
        _shards[ShardOf(id)].Set(framework);
    }

    private void ChangeTask()
    {
        var frameworkId = $"f{_random.Next(5)}";
        if (!_frameworks.ContainsKey(frameworkId))
        {
            return;
        }

        var id = $"t{_random.Next(4)}";
        var task = _tasks.GetValueOrDefault((frameworkId, id));
        task = task is null || TaskStates.IsTerminal(task.State)
            ? ViewSamples.Launched(frameworkId, id, $"a{_random.Next(4)}")
            : task.With(Next(task.State), ++_number);
        _tasks[(frameworkId, id)] = task;
        _shards[ShardOf(frameworkId)].Set(task);
    }

    private TaskState Next(TaskState state) => state switch
    {
        TaskState.TaskStaging => TaskState.TaskStarting,
        TaskState.TaskStarting => TaskState.TaskRunning,
        TaskState.TaskUnreachable => TaskState.TaskRunning,
        _ => _random.Next(4) switch
        {
            0 => TaskState.TaskUnreachable,
            1 => TaskState.TaskRunning,
            2 => TaskState.TaskKilled,
            _ => TaskState.TaskFinished,
        },
    };

    private void Ask(int shard) => _network.Add((shard, _shards[shard].Read(_followers[shard].Cursor, 1 + _random.Next(5))));

    private void Deliver()
    {
        if (_network.Count == 0)
        {
            return;
        }

        var index = _random.Next(_network.Count);
        var (shard, page) = _network[index];
        switch (_random.Next(5))
        {
            case 0:
                // Lost.
                _network.RemoveAt(index);
                break;
            case 1:
                // Comes again later.
                Take(shard, page);
                break;
            default:
                _network.RemoveAt(index);
                Take(shard, page);
                break;
        }
    }

    private void Take(int shard, ViewPage page)
    {
        if (_followers[shard].Take(page) is not { } batch)
        {
            return;
        }

        var events = new List<Event>();
        _replica.Apply(shard, batch, events);
        foreach (var item in events)
        {
            _operator?.Hear(item);
        }
    }

    private void Settle()
    {
        for (var shard = 0; shard < Shards; shard++)
        {
            while (_gatherings[shard].TryDequeue(out var answer))
            {
                answer();
            }

            while (!_followers[shard].Cursor.Equals(_shards[shard].Cursor))
            {
                Take(shard, _shards[shard].Read(_followers[shard].Cursor, 3));
            }
        }
    }

    private ClusterView Fresh()
    {
        var replica = new ViewReplica(Shards);
        for (var shard = 0; shard < Shards; shard++)
        {
            replica.Apply(shard, new ViewFollower().Take(_shards[shard].Read(new ViewCursor()))!, null);
        }

        return replica.Freeze();
    }

    private static void SameAs(ClusterView one, ClusterView other)
    {
        Same(one, other, view => view.Agents.Select(agent => $"{agent.ToMessage()} {Text(agent.Counts)}"));
        Same(one, other, view => view.RecoveredAgents.Select(agent => agent.ToString()));
        Same(one, other, view => view.Frameworks.Concat(view.CompletedFrameworks)
            .Select(framework => $"{framework.ToMessage()} {Text(framework.Counts)}"));
        Same(one, other, view => view.Tasks.Select(task => task.ToString()));
        Same(one, other, view => view.UnreachableTasks.Select(task => task.ToString()));
        Same(one, other, view => view.CompletedTasks.Select(task => task.ToString()));
        Assert.Equal(other.UnreachableAgents, one.UnreachableAgents);
    }

    private static void Same(ClusterView one, ClusterView other, Func<ClusterView, IEnumerable<string>> part) =>
        Assert.Equal(part(other).Order(StringComparer.Ordinal), part(one).Order(StringComparer.Ordinal));

    private static string Text(TaskCounts counts) => string.Join(
        ' ',
        Enum.GetValues<TaskState>().Select(state => counts[state]).Select(count => $"{count}")
            .Concat(counts.Others.Order(StringComparer.Ordinal)));

    private static int ShardOf(string id) => id[^1] % Shards;
}
