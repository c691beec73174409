using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>
/// What an agent has and what its tasks hold: the last word on whether a launch fits. Pure: no clock, no I/O. The
/// version rises with each change that the allocator must hear of.
/// </summary>
public sealed class AgentLedger
{
    private readonly Dictionary<(string Framework, string Task), LedgerTask> _tasks = [];
    private readonly Dictionary<(string Framework, string Executor), ExecutorUse> _executors = [];
    private ResourceSet _used = ResourceSet.Empty;

    /// <summary>Creates an empty ledger.</summary>
    /// <param name="total">Everything the agent has, unallocated.</param>
    public AgentLedger(ResourceSet total) => Total = total;

    /// <summary>Everything the agent has, unallocated.</summary>
    public ResourceSet Total { get; private set; }

    /// <summary>What is held by tasks and executors, unallocated.</summary>
    public ResourceSet Used => _used;

    /// <summary>What is not held. After the agent shrank this may be less than nothing: then it is empty.</summary>
    public ResourceSet Free => Total - _used;

    /// <summary>Rises with each change of what is held.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>All tasks that are not forgotten.</summary>
    public IReadOnlyCollection<LedgerTask> Tasks => _tasks.Values;

    /// <summary>Replaces what the agent has.</summary>
    public void SetTotal(ResourceSet total)
    {
        if (!Total.Equals(total))
        {
            Total = total;
            Version++;
        }
    }

    /// <summary>The task, or null.</summary>
    public LedgerTask? Find(string frameworkId, string taskId) => _tasks.GetValueOrDefault((frameworkId, taskId));

    /// <summary>True when the executor is known on this agent.</summary>
    public bool HasExecutor(string frameworkId, string executorId) => _executors.ContainsKey((frameworkId, executorId));

    /// <summary>All executors, each as framework and executor id.</summary>
    public IReadOnlyCollection<(string Framework, string Executor)> Executors => _executors.Keys;

    /// <summary>Executors of a framework on this agent.</summary>
    public IEnumerable<string> ExecutorsOf(string frameworkId) =>
        _executors.Keys.Where(key => key.Framework == frameworkId).Select(key => key.Executor);

    /// <summary>
    /// Takes resources for tasks, all or none.
    /// </summary>
    /// <returns>False when they do not fit, or when a task is known already; nothing is changed then.</returns>
    public bool TryReserve(IReadOnlyList<LedgerTask> tasks, ResourceSet executorResources, string? executorId)
    {
        var wanted = executorResources.Unallocate();
        foreach (var task in tasks)
        {
            if (_tasks.ContainsKey((task.FrameworkId, task.TaskId)))
            {
                return false;
            }

            wanted += task.Resources.Unallocate();
        }

        if (!Free.Contains(wanted))
        {
            return false;
        }

        foreach (var task in tasks)
        {
            task.Committing = true;
            _tasks.Add((task.FrameworkId, task.TaskId), task);
        }

        if (executorId is not null && tasks.Count > 0)
        {
            _executors.TryAdd((tasks[0].FrameworkId, executorId), new ExecutorUse(tasks[0].Role, executorResources));
        }

        _used += wanted;
        Version++;
        CheckInvariant();
        return true;
    }

    /// <summary>Adds a task that the node or the storage knows, whether it fits or not: it runs already.</summary>
    public void Adopt(LedgerTask task, TaskState state)
    {
        Remove(task.FrameworkId, task.TaskId);
        task.State = state;
        _tasks.Add((task.FrameworkId, task.TaskId), task);
        if (task.HoldsResources)
        {
            _used += task.Resources.Unallocate();
        }

        Version++;
    }

    /// <summary>Adds an executor that the node knows.</summary>
    public void AdoptExecutor(string frameworkId, string executorId, string role, ResourceSet resources)
    {
        if (_executors.TryAdd((frameworkId, executorId), new ExecutorUse(role, resources)))
        {
            _used += resources.Unallocate();
            Version++;
        }
    }

    /// <summary>
    /// Takes a status in: the first terminal or unreachable state releases the task's resources.
    /// </summary>
    /// <returns>True when resources became free.</returns>
    public bool Update(LedgerTask task, TaskStatus status, TaskState latest)
    {
        task.LastStatus = status;
        var held = task.HoldsResources;
        if (!TaskStates.IsTerminal(task.State))
        {
            task.State = latest;
        }

        if (held == task.HoldsResources)
        {
            return false;
        }

        _used = held ? _used - task.Resources.Unallocate() : _used + task.Resources.Unallocate();
        Version++;
        return held;
    }

    /// <summary>Forgets a task; what it still held is free.</summary>
    public void Remove(string frameworkId, string taskId)
    {
        if (_tasks.Remove((frameworkId, taskId), out var task) && task.HoldsResources)
        {
            _used -= task.Resources.Unallocate();
            Version++;
        }
    }

    /// <summary>Forgets an executor; what it held is free.</summary>
    public void RemoveExecutor(string frameworkId, string executorId)
    {
        if (_executors.Remove((frameworkId, executorId), out var executor))
        {
            _used -= executor.Resources.Unallocate();
            Version++;
        }
    }

    /// <summary>What each framework holds, by role; resources allocated to the role.</summary>
    public IReadOnlyList<LedgerUse> Uses()
    {
        var uses = new Dictionary<(string Framework, string Role), ResourceSet>();
        foreach (var task in _tasks.Values)
        {
            if (task.HoldsResources)
            {
                Add(uses, task.FrameworkId, task.Role, task.Resources);
            }
        }

        foreach (var (key, executor) in _executors)
        {
            Add(uses, key.Framework, executor.Role, executor.Resources);
        }

        return [.. uses.Select(use => new LedgerUse(use.Key.Framework, use.Key.Role, use.Value))];
    }

    private static void Add(
        Dictionary<(string Framework, string Role), ResourceSet> uses, string frameworkId, string role, ResourceSet some)
    {
        var sum = uses.GetValueOrDefault((frameworkId, role), ResourceSet.Empty);
        uses[(frameworkId, role)] = sum + some.Unallocate().Allocate(role);
    }

    private void CheckInvariant() =>
        Invariant.Check(Total.Contains(_used), $"an agent's tasks hold {_used} of {Total}");

    private sealed record ExecutorUse(string Role, ResourceSet Resources);
}
