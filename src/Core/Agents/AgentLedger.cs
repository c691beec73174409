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

    /// <summary>The dynamic reservations and persistent volumes: what operations have made of the agent's resources.</summary>
    public ResourceSet Checkpointed => CheckpointedResources.Select(Total);

    /// <summary>
    /// Replaces what the agent is configured with; reservations and volumes stay on top of it.
    /// </summary>
    /// <param name="configured">What the node says it has, without dynamic reservations and volumes.</param>
    /// <returns>Why the two do not go together, and nothing is changed then; null on success.</returns>
    public string? TryConfigure(ResourceSet configured) => TryConfigure(configured, Checkpointed);

    /// <summary>Replaces what the agent is configured with, and which reservations and volumes are on top of it.</summary>
    /// <param name="configured">What the node says it has, without dynamic reservations and volumes.</param>
    /// <param name="checkpointed">The reservations and volumes.</param>
    /// <returns>Why the two do not go together, and nothing is changed then; null on success.</returns>
    public string? TryConfigure(ResourceSet configured, ResourceSet checkpointed)
    {
        if (CheckpointedResources.TryApply(configured, checkpointed, out var total) is { } error)
        {
            return error;
        }

        SetTotal(total);
        return null;
    }

    /// <summary>Converts resources that no task holds, all or none.</summary>
    /// <param name="total">Everything that an agent has, unallocated.</param>
    /// <param name="used">What tasks hold of it, unallocated.</param>
    /// <param name="conversions">The steps, unallocated.</param>
    /// <param name="converted">Everything that the agent has then; as before on failure.</param>
    /// <returns>What is wrong; null on success.</returns>
    public static string? TryConvert(
        ResourceSet total, ResourceSet used, IReadOnlyList<ResourceConversion> conversions, out ResourceSet converted)
    {
        converted = total;
        return OperationConversions.TryApply(total - used, conversions, out _)
            ?? OperationConversions.TryApply(total, conversions, out converted);
    }

    /// <summary>Converts resources that no task holds, all or none.</summary>
    /// <param name="conversions">The steps, unallocated.</param>
    /// <returns>What is wrong, and nothing is changed then; null on success.</returns>
    public string? TryConvert(IReadOnlyList<ResourceConversion> conversions)
    {
        if (TryConvert(Total, _used, conversions, out var total) is { } error)
        {
            return error;
        }

        SetTotal(total);
        return null;
    }

    /// <summary>Something else changed that the allocator must hear of, in order with all the rest.</summary>
    public void Touch() => Version++;

    /// <summary>Forgets every task and executor: the agent is gone.</summary>
    public void Clear()
    {
        _tasks.Clear();
        _executors.Clear();
        _used = ResourceSet.Empty;
        Version++;
    }

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

    /// <summary>How an executor's framework described it, or null.</summary>
    public ExecutorInfo? InfoOf(string frameworkId, string executorId) =>
        _executors.GetValueOrDefault((frameworkId, executorId))?.Info;

    /// <summary>Whether the tasks of an executor use its cgroups; null when it has none.</summary>
    public bool? SharesCgroups(string frameworkId, string executorId) =>
        _tasks.Values.FirstOrDefault(task => task.FrameworkId == frameworkId && task.ExecutorId == executorId)?.SharesCgroups;

    /// <summary>All executors, each as framework and executor id.</summary>
    public IReadOnlyCollection<(string Framework, string Executor)> Executors => _executors.Keys;

    /// <summary>Executors of a framework on this agent.</summary>
    public IEnumerable<string> ExecutorsOf(string frameworkId) =>
        _executors.Keys.Where(key => key.Framework == frameworkId).Select(key => key.Executor);

    /// <summary>What is known of the executors, as their frameworks described them.</summary>
    public IReadOnlyList<ExecutorInfo> ExecutorInfos => [.. _executors.Values.Select(use => use.Info).OfType<ExecutorInfo>()];

    /// <summary>Keeps what an executor's framework says of it; nothing when the executor is unknown.</summary>
    public void Describe(ExecutorInfo executor)
    {
        ArgumentNullException.ThrowIfNull(executor);
        var key = (executor.FrameworkId.Value, executor.ExecutorId.Value);
        if (_executors.TryGetValue(key, out var use))
        {
            _executors[key] = use with { Info = executor };
        }
    }

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

        if (!Fits(wanted))
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

        var sound = IsSound;
        _used += wanted;
        Version++;
        Invariant.Check(!sound || IsSound, $"an agent's tasks hold {_used} of {Total}");
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

    // False after the agent came back with less than its tasks hold.
    private bool IsSound => Total.Contains(_used.SharedOnce());

    // A shared volume serves any number of tasks.
    private bool Fits(ResourceSet wanted) =>
        Free.Contains(wanted.NonShared) && Total.Contains(wanted.Shared.SharedOnce());

    private sealed record ExecutorUse(string Role, ResourceSet Resources, ExecutorInfo? Info = null);
}
