using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>What lives on this node: frameworks, executors, tasks; and what lived on it lately. Thread-safe.</summary>
internal sealed class NodeLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FrameworkInfo> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string FrameworkId, string ExecutorId), ExecutorRun> _executors = [];
    private readonly Dictionary<TaskKey, TaskRun> _tasks = [];
    private readonly Dictionary<TaskKey, CompletedTask> _completed = [];
    private readonly Queue<CompletedTask> _completedOrder = new();

    /// <summary>Takes a framework in, or its newer info.</summary>
    /// <returns>Whether it was new or another one than before.</returns>
    public bool SetFramework(FrameworkInfo framework)
    {
        lock (_lock)
        {
            if (_frameworks.TryGetValue(framework.Id.Value, out var known) && known.Equals(framework))
            {
                return false;
            }

            _frameworks[framework.Id.Value] = framework;
            return true;
        }
    }

    public FrameworkInfo? FindFramework(string frameworkId)
    {
        lock (_lock)
        {
            return _frameworks.GetValueOrDefault(frameworkId);
        }
    }

    public ExecutorRun? FindExecutor(string frameworkId, string executorId)
    {
        lock (_lock)
        {
            return _executors.GetValueOrDefault((frameworkId, executorId));
        }
    }

    public TaskRun? FindTask(TaskKey key)
    {
        lock (_lock)
        {
            return _tasks.GetValueOrDefault(key);
        }
    }

    /// <summary>Whether the node has the task, or had it lately.</summary>
    public bool Knows(TaskKey key)
    {
        lock (_lock)
        {
            return _tasks.ContainsKey(key) || _completed.ContainsKey(key);
        }
    }

    public void Add(TaskRun run)
    {
        lock (_lock)
        {
            _executors[(run.Executor.FrameworkId, run.Executor.ExecutorId)] = run.Executor;
            _tasks[run.Key] = run;
        }
    }

    /// <summary>Takes an executor in that has no tasks at the moment.</summary>
    public void Add(ExecutorRun run)
    {
        lock (_lock)
        {
            _executors[(run.FrameworkId, run.ExecutorId)] = run;
        }
    }

    /// <summary>The tasks of an executor.</summary>
    public IReadOnlyList<TaskRun> TasksOf(ExecutorRun executor)
    {
        lock (_lock)
        {
            return [.. _tasks.Values.Where(task => task.Executor == executor)];
        }
    }

    /// <summary>Takes out an executor that is over, unless it has tasks left, and with the last one its framework.</summary>
    /// <returns>Whether the framework is gone; null when the executor stays, or has gone before.</returns>
    public bool? Remove(ExecutorRun executor)
    {
        lock (_lock)
        {
            var key = (executor.FrameworkId, executor.ExecutorId);
            if (_executors.GetValueOrDefault(key) != executor || _tasks.Values.Any(task => task.Executor == executor))
            {
                return null;
            }

            _executors.Remove(key);
            return RemoveFrameworkIfIdle(executor.FrameworkId);
        }
    }

    /// <summary>Takes out a task that is over and, with its last task, the executor and the framework.</summary>
    /// <returns>What has gone with it, or null when the task is unknown.</returns>
    public LedgerRemoval? Complete(TaskKey key, string agentId)
    {
        lock (_lock)
        {
            if (!_tasks.Remove(key, out var run))
            {
                return null;
            }

            var framework = _frameworks[key.FrameworkId];
            Remember(new CompletedTask(run, framework, run.ToMessage(agentId)));
            var executorGone = !run.Executor.IsAlive && !_tasks.Values.Any(item => item.Executor == run.Executor);
            if (executorGone)
            {
                _executors.Remove((run.Executor.FrameworkId, run.Executor.ExecutorId));
            }

            return new LedgerRemoval(run, executorGone, executorGone && RemoveFrameworkIfIdle(key.FrameworkId));
        }
    }

    public IReadOnlyList<TaskRun> Tasks()
    {
        lock (_lock)
        {
            return [.. _tasks.Values];
        }
    }

    public IReadOnlyList<FrameworkInfo> Frameworks()
    {
        lock (_lock)
        {
            return [.. _frameworks.Values];
        }
    }

    public IReadOnlyList<ExecutorRun> Executors()
    {
        lock (_lock)
        {
            return [.. _executors.Values];
        }
    }

    /// <summary>Ended tasks, oldest first.</summary>
    public IReadOnlyList<CompletedTask> Completed()
    {
        lock (_lock)
        {
            return [.. _completedOrder];
        }
    }

    private bool RemoveFrameworkIfIdle(string frameworkId)
        => !_executors.Keys.Any(item => item.FrameworkId == frameworkId) && _frameworks.Remove(frameworkId);

    private void Remember(CompletedTask task)
    {
        if (_completed.TryAdd(task.Run.Key, task))
        {
            _completedOrder.Enqueue(task);
        }

        if (_completedOrder.Count > Limits.CompletedTasksMax)
        {
            _completed.Remove(_completedOrder.Dequeue().Run.Key);
        }
    }
}
