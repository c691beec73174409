using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.View;

/// <summary>The content of one shard of the read model. Not thread-safe; a snapshot is immutable and made once a version.</summary>
public sealed class ViewShard
{
    private static readonly Dictionary<string, IReadOnlyList<Operation>> NoOperations = [];
    private readonly Dictionary<string, GetAgents.Types.Agent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GetFrameworks.Types.Framework> _frameworks = new(StringComparer.Ordinal);
    private readonly Queue<GetFrameworks.Types.Framework> _completedFrameworks = new();
    private readonly Dictionary<string, FrameworkTasks> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Operation>> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentInfo> _recovered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreachable = new(StringComparer.Ordinal);
    private long _version;
    private ViewSnapshot? _snapshot;

    /// <summary>Takes changes in.</summary>
    public void Apply(ViewChanges changes)
    {
        ApplyAgents(changes);

        foreach (var (agent, operations) in changes.Operations ?? NoOperations)
        {
            if (operations.Count > 0)
            {
                _operations[agent] = operations;
            }
            else
            {
                _operations.Remove(agent);
            }
        }

        foreach (var framework in changes.Frameworks)
        {
            Apply(framework);
        }

        foreach (var task in changes.Tasks)
        {
            TasksOf(task.FrameworkId.Value).Apply(task);
        }

        _version++;
        _snapshot = null;
    }

    /// <summary>The shard as it is now.</summary>
    public ViewSnapshot Snapshot() => _snapshot ??= new ViewSnapshot
    {
        Version = _version,
        Agents = [.. _agents.Values],
        Frameworks = [.. _frameworks.Values],
        CompletedFrameworks = [.. _completedFrameworks],
        Tasks = [.. _tasks.Values.SelectMany(tasks => tasks.Active.Values)],
        UnreachableTasks = [.. _tasks.Values.SelectMany(tasks => tasks.Unreachable.Values)],
        CompletedTasks = [.. _tasks.Values.SelectMany(tasks => tasks.Completed.Values)],
        Operations = [.. _operations.Values.SelectMany(operations => operations)],
        RecoveredAgents = [.. _recovered.Values],
        UnreachableAgents = [.. _unreachable],
    };

    private void ApplyAgents(ViewChanges changes)
    {
        foreach (var agent in changes.Agents)
        {
            var id = agent.AgentInfo.Id.Value;
            _agents[id] = agent;
            _recovered.Remove(id);
            _unreachable.Remove(id);
        }

        foreach (var agent in changes.RecoveredAgents)
        {
            Unlist(agent.Id.Value);
            _recovered[agent.Id.Value] = agent;
        }

        foreach (var id in changes.RemovedAgents.Concat(changes.GoneAgents))
        {
            Unlist(id);
        }

        foreach (var id in changes.UnreachableAgents)
        {
            Unlist(id);
            _unreachable.Add(id);
        }
    }

    private void Unlist(string agentId)
    {
        _agents.Remove(agentId);
        _recovered.Remove(agentId);
        _unreachable.Remove(agentId);
        _operations.Remove(agentId);
    }

    private void Apply(GetFrameworks.Types.Framework framework)
    {
        var id = framework.FrameworkInfo.Id.Value;
        if (framework.UnregisteredTime is not { Nanoseconds: > 0 })
        {
            _frameworks[id] = framework;
            return;
        }

        if (!_frameworks.Remove(id) && _completedFrameworks.Any(known => known.FrameworkInfo.Id.Value == id))
        {
            return;
        }

        _completedFrameworks.Enqueue(framework);
        if (_completedFrameworks.Count > ViewLimits.CompletedFrameworksMax)
        {
            _tasks.Remove(_completedFrameworks.Dequeue().FrameworkInfo.Id.Value);
        }
    }

    private FrameworkTasks TasksOf(string frameworkId)
    {
        if (!_tasks.TryGetValue(frameworkId, out var tasks))
        {
            _tasks[frameworkId] = tasks = new FrameworkTasks();
        }

        return tasks;
    }

    private sealed class FrameworkTasks
    {
        private readonly Queue<string> _order = new();

        public Dictionary<string, Protocol.V1.Task> Active { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Protocol.V1.Task> Unreachable { get; } = new(StringComparer.Ordinal);

        public OrderedDictionary<string, Protocol.V1.Task> Completed { get; } = new(StringComparer.Ordinal);

        public void Apply(Protocol.V1.Task task)
        {
            var id = task.TaskId.Value;
            if (TaskStates.IsTerminal(task.State))
            {
                Active.Remove(id);
                Unreachable.Remove(id);
                if (Completed.TryAdd(id, task))
                {
                    Trim(id);
                }
                else
                {
                    Completed[id] = task;
                }
            }
            else if (task.State == TaskState.TaskUnreachable)
            {
                Active.Remove(id);
                Unreachable[id] = task;
            }
            else
            {
                Completed.Remove(id);
                Unreachable.Remove(id);
                Active[id] = task;
            }
        }

        private void Trim(string id)
        {
            _order.Enqueue(id);
            while (Completed.Count > ViewLimits.CompletedTasksPerFrameworkMax && _order.TryDequeue(out var oldest))
            {
                Completed.Remove(oldest);
            }
        }
    }
}
