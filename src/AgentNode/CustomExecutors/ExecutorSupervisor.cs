using Google.Protobuf;
using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.ExecutorApi;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>
/// Leads one custom executor from its container's start to its end: holds tasks back until it has subscribed, hands on
/// what is said in both directions, ends it when it is late. Facts: agent.md 5 to 9. Thread-safe.
/// </summary>
internal sealed partial class ExecutorSupervisor : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ExecutorRun _run;
    private readonly ExecutorServices _services;
    private readonly List<ExecutorDelivery> _queue = [];
    private readonly Dictionary<TaskKey, KillPolicy?> _kills = [];
    private readonly CancellationTokenSource _launch = new();
    private readonly ITimer _timer;
    private ExecutorPhase _phase = ExecutorPhase.Registering;
    private ExecutorConnection? _connection;
    private PendingTermination? _pending;
    private bool _recovered;
    private bool _hadTasks;
    private bool _abandoned;
    private volatile bool _started;
    private volatile bool _terminated;

    public ExecutorSupervisor(ExecutorRun run, ExecutorServices services)
    {
        _run = run;
        _services = services;
        _timer = services.Node.Time.CreateTimer(
            _ => OnLate(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when the container is gone, or this process stops.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public ExecutorPhase Phase
    {
        get
        {
            lock (_lock)
            {
                return _phase;
            }
        }
    }

    /// <summary>Whether it takes tasks.</summary>
    public bool IsOpen => Phase is ExecutorPhase.Registering or ExecutorPhase.Running;

    // Asked for under the ledger's lock: takes none of its own.
    public bool IsTerminated => _terminated;

    /// <summary>Whether its stream is open.</summary>
    public bool IsSubscribed
    {
        get
        {
            lock (_lock)
            {
                return _connection is not null;
            }
        }
    }

    /// <summary>Tasks that it has not been given yet.</summary>
    public IReadOnlyList<TaskRun> Queued()
    {
        lock (_lock)
        {
            return [.. _queue.SelectMany(delivery => delivery.Tasks)];
        }
    }

    /// <summary>Takes tasks for the executor.</summary>
    /// <returns>False when it is ending: nothing was taken.</returns>
    public bool Take(ExecutorDelivery delivery)
    {
        lock (_lock)
        {
            if (_phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
            {
                return false;
            }

            _queue.Add(delivery);
            Deliver();
            return true;
        }
    }

    /// <summary>Opens the executor's stream; an older one is closed. Facts: http-api.md 7.3.</summary>
    public void Subscribe(ExecutorConnection connection, Call.Types.Subscribe subscribe)
    {
        lock (_lock)
        {
            _connection?.Complete();
            _connection = null;
            var framework = _services.FindFramework(_run.FrameworkId);
            if (framework is null || _phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
            {
                connection.Send(ExecutorEvents.Shutdown);
                connection.Complete();
                return;
            }

            _connection = connection;
            _phase = ExecutorPhase.Running;
            StopTimer();
            foreach (var update in subscribe.UnacknowledgedUpdates)
            {
                Apply(update.Status);
            }

            DropUnknown(framework, subscribe);
            if (!_hadTasks && _queue.Count == 0)
            {
                BeginShutdown();
                return;
            }

            connection.Send(ExecutorEvents.Subscribed(_run, framework, _services.Node.Identity));
            Deliver();
            foreach (var (key, policy) in _kills)
            {
                connection.Send(ExecutorEvents.Kill(key, policy));
            }

            _kills.Clear();
        }
    }

    /// <summary>The stream is closed.</summary>
    public void Detach(ExecutorConnection connection)
    {
        if (connection.IsCut)
        {
            ExecutorMessages.ExecutorCutOff(_services.Node.Logger, _run.ExecutorId, _run.FrameworkId, Limits.ExecutorEventsMax);
        }

        lock (_lock)
        {
            if (_connection == connection)
            {
                _connection = null;
            }
        }
    }

    /// <summary>Takes a status that has been validated; the executor hears that it was taken over.</summary>
    public void Update(TaskStatus status)
    {
        lock (_lock)
        {
            Apply(status);
        }
    }

    /// <summary>Hands a message of the executor on to its scheduler, as well as it can be done.</summary>
    public void MessageFromExecutor(ByteString data) => _services.Send(new NodeMessage
    {
        ExecutorMessage = new ExecutorMessage
        {
            FrameworkId = new FrameworkID { Value = _run.FrameworkId },
            ExecutorId = new ExecutorID { Value = _run.ExecutorId },
            Data = data,
        },
    });

    /// <summary>Hands a message of the scheduler on, if the executor listens.</summary>
    public void MessageToExecutor(ByteString data)
    {
        lock (_lock)
        {
            _services.Counters.CountFrameworkMessage(_connection is not null);
            _connection?.Send(ExecutorEvents.Message(data));
        }
    }

    /// <summary>Kills a task: one that waits here at once, with its group; any other by the executor.</summary>
    public void Kill(TaskRun task, KillPolicy? policy)
    {
        lock (_lock)
        {
            if (_phase is ExecutorPhase.Terminating or ExecutorPhase.Terminated)
            {
                return;
            }

            if (_queue.Find(item => item.Tasks.Contains(task)) is { } delivery)
            {
                KillQueued(delivery);
            }
            else if (_connection is not null)
            {
                _connection.Send(ExecutorEvents.Kill(task.Key, policy));
            }
            else
            {
                _kills[task.Key] = policy;
            }
        }
    }

    /// <summary>Asks the executor to end, and ends it after its grace period. Repeats are ignored.</summary>
    public void Shutdown()
    {
        lock (_lock)
        {
            if (_phase is ExecutorPhase.Registering or ExecutorPhase.Running)
            {
                BeginShutdown();
            }
        }
    }

    /// <summary>Ends the executor without a word to anyone: its framework is gone, or the node leaves.</summary>
    public void Abandon(bool atOnce)
    {
        lock (_lock)
        {
            _abandoned = true;
        }

        Shutdown();
        if (atOnce)
        {
            _ = DestroyAsync();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void KillQueued(ExecutorDelivery delivery)
    {
        _queue.Remove(delivery);
        var outcome = TaskOutcome.KilledDuringLaunch();
        foreach (var task in delivery.Tasks)
        {
            _services.Node.Updater.Update(task, outcome.State, outcome.Details);
        }

        if (_phase == ExecutorPhase.Running && !_hadTasks && _queue.Count == 0)
        {
            BeginShutdown();
        }
    }

    private void BeginShutdown()
    {
        _phase = ExecutorPhase.Terminating;
        _connection?.Send(ExecutorEvents.Shutdown);
        StartTimer(ExecutorEnvironment.GraceOf(_run.Info!, _services.Limits));
    }

    private void Deliver()
    {
        if (_connection is null || _queue.Count == 0 || !TryResize())
        {
            return;
        }

        foreach (var delivery in _queue)
        {
            foreach (var item in ExecutorEvents.Of(delivery))
            {
                _connection.Send(item);
            }
        }

        _hadTasks = true;
        _queue.Clear();
    }

    /// <summary>What was given to the executor and never reached it: the node stopped in between.</summary>
    private void DropUnknown(FrameworkInfo framework, Call.Types.Subscribe subscribe)
    {
        var kept = subscribe.UnacknowledgedTasks.Select(task => task.TaskId.Value).ToHashSet(StringComparer.Ordinal);
        var queued = _queue.SelectMany(delivery => delivery.Tasks).ToHashSet();
        foreach (var task in _services.TasksOf(_run).Where(task => task.State == TaskState.TaskStaging
            && !queued.Contains(task) && !kept.Contains(task.Key.TaskId)))
        {
            _services.Node.Updater.Update(task, framework.Dropped(), StatusDetails.FromAgent(
                TaskStatus.Types.Reason.AgentRestarted, "Task launched during agent restart"));
        }
    }

    private void Apply(TaskStatus status)
    {
        var task = _services.TasksOf(_run).FirstOrDefault(item => item.Key.TaskId == status.TaskId.Value);
        var delivery = task is null ? null : _queue.Find(item => item.Tasks.Contains(task));
        if (task is null || (delivery is not null && !status.State.IsTerminal()))
        {
            _services.Counters.CountInvalidUpdate();
        }
        else
        {
            if (delivery is not null)
            {
                _queue.Remove(delivery);
                var rest = delivery.Tasks.Where(item => item != task).ToList();
                if (rest.Count > 0)
                {
                    _queue.Add(delivery with { Tasks = rest });
                }
            }

            _services.Node.Updater.Forward(task, status);
            if (status.State.IsTerminal())
            {
                _services.Node.Volumes.TakeBack(task);
                TryResize();
            }
        }

        _connection?.Send(ExecutorEvents.Acknowledged(status));
    }

    /// <summary>Gives the container what the executor and its live tasks are to have.</summary>
    private bool TryResize()
    {
        try
        {
            _services.Node.Containerizer.Update(_run.ContainerId, Amounts());
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            EndBecause(PendingTermination.UpdateFailed($"Failed to update the container: {exception.Message}"));
            return false;
        }
    }

    private ContainerAmounts Amounts() => ExecutorAmounts.Of(
        _run.Info!,
        [.. _services.TasksOf(_run).Where(task => !task.State.IsTerminal()).Select(task => task.Info)],
        _services.Limits.EnableCfs);

    private void StartTimer(TimeSpan due) => _timer.Change(due, Timeout.InfiniteTimeSpan);

    private void StopTimer() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
