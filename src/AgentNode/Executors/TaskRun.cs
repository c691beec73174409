using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>A task that this node was given, until its end is acknowledged. Thread-safe.</summary>
internal sealed class TaskRun
{
    private readonly Lock _lock = new();
    private readonly List<TaskStatus> _statuses = [];
    private TaskState _state = TaskState.TaskStaging;
    private TaskSupervisor? _supervisor;

    public required TaskKey Key { get; init; }

    public required TaskInfo Info { get; init; }

    public required ExecutorRun Executor { get; init; }

    public required string ContainerId { get; init; }

    /// <summary>The task group it belongs to, or null.</summary>
    public string? GroupId { get; init; }

    /// <summary>Directory of its checkpoints.</summary>
    public required string Meta { get; init; }

    public required string Sandbox { get; init; }

    /// <summary>The user it runs as, or null for the node's own.</summary>
    public string? User { get; init; }

    /// <summary>Process id of the container's first process, when known.</summary>
    public int? Pid { get; set; }

    /// <summary>Null when the task never got as far as a container.</summary>
    public TaskSupervisor? Supervisor
    {
        get => Volatile.Read(ref _supervisor);
        set => Volatile.Write(ref _supervisor, value);
    }

    public TaskState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>The newest status, or null.</summary>
    public TaskStatus? LastStatus
    {
        get
        {
            lock (_lock)
            {
                return _statuses.LastOrDefault();
            }
        }
    }

    /// <summary>When the task was first reported running, or null.</summary>
    public DateTimeOffset? RunningSince
    {
        get
        {
            lock (_lock)
            {
                var status = _statuses.Find(item => item.State == TaskState.TaskRunning);
                return status is null ? null : DateTimeOffset.UnixEpoch.AddSeconds(status.Timestamp);
            }
        }
    }

    /// <summary>Takes a status; after a terminal one the state does not change. Equal states replace each other.</summary>
    public void Record(TaskStatus status)
    {
        lock (_lock)
        {
            if (_state.IsTerminal())
            {
                return;
            }

            _state = status.State;
            if (_statuses.Count > 0 && _statuses[^1].State == status.State)
            {
                // The first RUNNING tells when the task began: its time stays.
                status = status.Clone();
                status.Timestamp = _statuses[^1].Timestamp;
                _statuses[^1] = status;
            }
            else if (_statuses.Count < Limits.StatusesPerTaskMax)
            {
                _statuses.Add(status);
            }
        }
    }

    /// <summary>The task as it is told to silos and shown to people.</summary>
    public Protocol.V1.Task ToMessage(string agentId)
    {
        var message = new Protocol.V1.Task
        {
            Name = Info.Name,
            TaskId = Info.TaskId,
            FrameworkId = new FrameworkID { Value = Key.FrameworkId },
            AgentId = new AgentID { Value = agentId },
            Resources = { Info.Resources },
            Limits = { Info.Limits },
            Labels = Info.Labels,
            Discovery = Info.Discovery,
            Container = Info.Container,
            HealthCheck = Info.HealthCheck,
            KillPolicy = Info.KillPolicy,
        };
        if (User is not null)
        {
            message.User = User;
        }

        if (!Executor.IsGenerated)
        {
            message.ExecutorId = new ExecutorID { Value = Executor.ExecutorId };
        }

        lock (_lock)
        {
            message.State = _state;
            message.Statuses.AddRange(_statuses);
            if (_statuses.LastOrDefault() is { } last)
            {
                message.StatusUpdateState = last.State;
                message.StatusUpdateUuid = last.Uuid;
            }
        }

        return message;
    }
}
