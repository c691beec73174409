using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>
/// Leads one task from its launch to its end: fetch, start, watch, check, kill, report. It is what an executor process
/// would be elsewhere, without a process. Facts: agent.md 14. Thread-safe.
/// </summary>
internal sealed class TaskSupervisor : IDisposable
{
    private const int SignalTerminate = 15;
    private const int SignalKill = 9;

    private readonly Lock _lock = new();
    private readonly TaskRun _run;
    private readonly SupervisorServices _services;
    private readonly CancellationTokenSource _launch = new();
    private readonly KillSchedule _kill = new();
    private readonly ITimer _killTimer;
    private readonly ITimer _completionTimer;
    private readonly TaskChecks _checks;
    private SupervisorPhase _phase = SupervisorPhase.Launching;
    private bool _abandoned;

    public TaskSupervisor(TaskRun run, SupervisorServices services)
    {
        _run = run;
        _services = services;
        _killTimer = CreateTimer(self => self.OnGraceOver());
        _completionTimer = CreateTimer(self => self.Kill(KillCause.CompletionTime, TimeSpan.Zero));
        _checks = new TaskChecks(run, services, OnCheckResult, () => Kill(KillCause.Unhealthy, GraceOf(null)));
    }

    /// <summary>Completes when the task has ended and its container is gone, or this process stops.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Launches the task: STARTING is reported before this returns.</summary>
    public void Start()
    {
        Report(TaskState.TaskStarting, StatusDetails.None);
        Completion = Task.Run(() => GuardAsync(LaunchAsync));
    }

    /// <summary>Takes up a task of an earlier process whose container was found, alive or ended.</summary>
    public void Resume(KillCause cause, TimeSpan grace)
    {
        if (!EnterRunning(_run.Pid))
        {
            return;
        }

        if (cause != KillCause.None)
        {
            Kill(cause, grace);
        }

        Completion = Task.Run(() => GuardAsync(WatchAsync));
    }

    /// <summary>Asks the task to end, and ends it by force after the grace. Repeats may only shorten the grace.</summary>
    public void Kill(KillPolicy? policy, KillCause cause) => Kill(cause, GraceOf(policy));

    /// <summary>Ends the task without a word to anyone: its framework is gone.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _abandoned = true;
        }

        Kill(KillCause.Requested, TimeSpan.Zero);
    }

    public void Dispose()
    {
        _killTimer.Dispose();
        _completionTimer.Dispose();
        _checks.Dispose();
    }

    private TimeSpan GraceOf(KillPolicy? policy) => KillSchedule.GraceOf(policy, _run.Info.KillPolicy);

    private ITimer CreateTimer(Action<TaskSupervisor> onDue) => _services.Time.CreateTimer(
        _ => onDue(this),
        null,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    private void Kill(KillCause cause, TimeSpan grace)
    {
        bool first;
        bool launching;
        lock (_lock)
        {
            first = !_kill.IsKilling;
            launching = _phase == SupervisorPhase.Launching;
            if (_phase == SupervisorPhase.Ended || !_kill.Request(cause, grace, _services.Time.GetUtcNow()))
            {
                return;
            }

            _services.Updates.Note(_run.Key, KillNote.Create(_kill.Cause, grace));
            if (!launching)
            {
                BeginKill(first, cause, grace);
            }
        }

        if (launching)
        {
            // The launch sees it: either here, or when it would enter RUNNING.
            _ = _launch.CancelAsync();
        }
        else if (first && grace > TimeSpan.Zero)
        {
            _ = SignalAsync(SignalTerminate);
        }
    }

    private void BeginKill(bool first, KillCause cause, TimeSpan grace)
    {
        _completionTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _checks.Pause();
        _killTimer.Change(grace, Timeout.InfiniteTimeSpan);
        if (first && cause != KillCause.CompletionTime && !_abandoned
            && _run.State != TaskState.TaskKilling && _services.WantsKillingState(_run.Key))
        {
            Report(TaskState.TaskKilling, _checks.Latest());
        }
    }

    private void OnGraceOver()
    {
        lock (_lock)
        {
            if (_phase != SupervisorPhase.Running)
            {
                return;
            }
        }

        _ = SignalAsync(SignalKill);
    }

    private async Task SignalAsync(int signal)
    {
        try
        {
            await _services.Containerizer.SignalAsync(_run.ContainerId, signal, _services.Stopping);
        }
        catch (OperationCanceledException) when (_services.Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.SignalFailed(_services.Logger, _run.ContainerId, signal, exception);
            if (signal == SignalKill)
            {
                await DestroyAsync();
            }
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_services.Stopping.IsCancellationRequested)
        {
            // The container goes on; the next process takes it up.
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.SupervisionFailed(_services.Logger, _run.Key, exception);
            End(TaskOutcome.Lost($"The agent failed to supervise the task: {exception.Message}"));
            await DestroyAsync();
        }
        finally
        {
            lock (_lock)
            {
                _phase = SupervisorPhase.Ended;
            }

            Dispose();
        }
    }

    private async Task LaunchAsync()
    {
        LaunchedContainer? launched = null;
        TaskOutcome outcome;
        try
        {
            launched = await StartContainerAsync();
            if (EnterRunning(launched.Pid))
            {
                await WatchAsync();
                return;
            }

            outcome = TaskOutcome.KilledDuringLaunch();
        }
        catch (OperationCanceledException) when (!_services.Stopping.IsCancellationRequested)
        {
            outcome = TaskOutcome.KilledDuringLaunch();
        }
        catch (Exception exception) when (launched is null && exception is ContainerLaunchException or FetchException)
        {
            ExecutorMessages.LaunchFailed(_services.Logger, _run.Key, _run.ContainerId, exception.Message);
            outcome = TaskOutcome.LaunchFailed(exception.Message);
        }

        await DestroyAsync();
        End(outcome);
    }

    private async Task<LaunchedContainer> StartContainerAsync()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_launch.Token, _services.Stopping);
        await _services.LaunchSlots.WaitAsync(cancel.Token);
        try
        {
            var mounts = _services.Volumes.Provide(_run);
            if (_run.Info.Command is { Uris.Count: > 0 } command)
            {
                await _services.Fetcher.FetchAsync(command.Uris, _run.Sandbox, _run.User, cancel.Token);
            }

            var spec = ContainerSpecs.Create(_run, _services.Identity, mounts, _services.OperatorVariables);
            return await _services.Containerizer.LaunchAsync(spec, cancel.Token);
        }
        finally
        {
            _services.LaunchSlots.Release();
        }
    }

    /// <summary>From launching to running, unless a kill came first.</summary>
    private bool EnterRunning(int? pid)
    {
        lock (_lock)
        {
            if (_kill.IsKilling)
            {
                return false;
            }

            _phase = SupervisorPhase.Running;
            _run.Pid = pid;
            var since = _run.RunningSince;
            if (since is null)
            {
                Report(TaskState.TaskRunning, _checks.Latest());
                ExecutorMessages.Running(_services.Logger, _run.Key, _run.ContainerId);
            }

            ArmCompletionTimer(since ?? _services.Time.GetUtcNow());
            _checks.Start();
            return true;
        }
    }

    private void ArmCompletionTimer(DateTimeOffset since)
    {
        if (_run.Info.MaxCompletionTime is not { Nanoseconds: > 0 } max)
        {
            return;
        }

        var rest = since + TimeSpan.FromTicks(max.Nanoseconds / 100) - _services.Time.GetUtcNow();
        var due = TimeSpan.FromTicks(Math.Clamp(rest.Ticks, 0, TimeSpan.FromDays(49).Ticks));
        _completionTimer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private async Task WatchAsync()
    {
        ContainerTermination termination;
        try
        {
            termination = await _services.Containerizer.WaitAsync(_run.ContainerId, _services.Stopping);
        }
        catch (KeyNotFoundException)
        {
            termination = new ContainerTermination();
        }

        TaskOutcome outcome;
        lock (_lock)
        {
            outcome = TaskOutcome.Of(termination, _kill.Cause);
        }

        var latest = _checks.Latest();
        End(outcome with
        {
            Details = outcome.Details with { Healthy = latest.Healthy, CheckStatus = latest.CheckStatus },
        });
        await DestroyAsync();
    }

    private void OnCheckResult(StatusDetails details)
    {
        lock (_lock)
        {
            if (_phase == SupervisorPhase.Running && !_kill.IsKilling)
            {
                Report(TaskState.TaskRunning, details);
            }
        }
    }

    private void End(TaskOutcome outcome)
    {
        lock (_lock)
        {
            if (_phase == SupervisorPhase.Ended)
            {
                return;
            }

            _phase = SupervisorPhase.Ended;
            if (!_abandoned)
            {
                Report(outcome.State, outcome.Details);
            }
        }

        ExecutorMessages.Ended(_services.Logger, _run.Key, outcome.State);
        _checks.Pause();
        _killTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _completionTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _services.Ended(_run);
    }

    private async Task DestroyAsync()
    {
        try
        {
            await _services.Containerizer.DestroyAsync(_run.ContainerId, _services.Stopping);
        }
        catch (OperationCanceledException) when (_services.Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.DestroyFailed(_services.Logger, _run.ContainerId, exception);
        }
    }

    private void Report(TaskState state, StatusDetails details) => _services.Updater.Update(_run, state, details);
}
