using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Fetcher;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <content>The executor's container: start, end, and what its end means.</content>
internal sealed partial class ExecutorSupervisor
{
    private const int UnknownStatus = -1;

    /// <summary>Starts the container. The time to register runs from here on.</summary>
    public void Start()
    {
        StartTimer(_services.Limits.RegistrationTimeout);
        Completion = Task.Run(() => GuardAsync(LaunchAsync));
    }

    /// <summary>Takes up an executor of an earlier process whose container was found, alive or ended.</summary>
    public void Resume()
    {
        _recovered = true;
        _hadTasks = true;
        _started = true;
        StartTimer(_services.Limits.ReregistrationTimeout);
        Completion = Task.Run(() => GuardAsync(WatchAsync));
    }

    /// <summary>Ends an executor of an earlier process whose container is gone.</summary>
    public void Lose(string message) => End(new ContainerTermination { Message = message });

    private void OnLate()
    {
        lock (_lock)
        {
            switch (_phase)
            {
                case ExecutorPhase.Registering:
                    EndBecause(_recovered
                        ? PendingTermination.NotReregistered(_services.Limits.ReregistrationTimeout)
                        : PendingTermination.NotRegistered(_services.Limits.RegistrationTimeout));
                    break;
                case ExecutorPhase.Terminating:
                    _ = DestroyAsync();
                    break;
                default:
                    break;
            }
        }
    }

    private void EndBecause(PendingTermination cause)
    {
        _pending ??= cause;
        _phase = ExecutorPhase.Terminating;
        StopTimer();
        _ = DestroyAsync();
    }

    private async Task LaunchAsync()
    {
        try
        {
            var launched = await StartContainerAsync();
            _run.Pid = launched.Pid;
            _started = true;
            ExecutorMessages.ExecutorStarted(_services.Node.Logger, _run.ExecutorId, _run.FrameworkId, _run.ContainerId);
        }
        catch (OperationCanceledException) when (!_services.Node.Stopping.IsCancellationRequested)
        {
            End(new ContainerTermination { Message = "The executor was ended before its container was running" });
            return;
        }
        catch (Exception exception) when (exception is ContainerLaunchException or FetchException)
        {
            ExecutorMessages.ExecutorNotStarted(_services.Node.Logger, _run.ExecutorId, _run.FrameworkId, exception.Message);
            _pending ??= PendingTermination.LaunchFailed(exception.Message);
            End(new ContainerTermination());
            return;
        }

        if (_launch.IsCancellationRequested)
        {
            await DestroyAsync();
        }

        await WatchAsync();
    }

    private async Task<LaunchedContainer> StartContainerAsync()
    {
        var node = _services.Node;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_launch.Token, node.Stopping);
        await node.LaunchSlots.WaitAsync(cancel.Token);
        try
        {
            var command = _run.Info!.Command ?? new Protocol.V1.CommandInfo();
            if (command.Uris.Count > 0)
            {
                await node.Fetcher.FetchAsync(command.Uris, _run.Sandbox, _run.User, cancel.Token);
            }

            return await node.Containerizer.LaunchAsync(CreateSpec(command), cancel.Token);
        }
        finally
        {
            node.LaunchSlots.Release();
        }
    }

    private ContainerSpec CreateSpec(Protocol.V1.CommandInfo command)
    {
        var framework = _services.FindFramework(_run.FrameworkId)
            ?? throw new ContainerLaunchException("The framework is gone");
        ContainerAmounts amounts;
        lock (_lock)
        {
            amounts = Amounts();
        }

        var mounts = _services.Node.Volumes.Provide(_run);
        _run.BoundVolumes = [.. mounts.Select(mount => mount.HostPath)];
        CheckpointStore.SaveVolumes(_run);
        return new ContainerSpec
        {
            ContainerId = _run.ContainerId,
            Mounts = mounts,
            SandboxDirectory = _run.Sandbox,
            Command = command,
            Environment = ExecutorEnvironment.Create(
                _run, framework, _services.Node.Identity, _services.Limits, _services.Node.OperatorVariables),
            User = _run.User,
            ContainerInfo = _run.Info!.Container,
            Cpus = amounts.Cpus,
            CpusLimit = amounts.CpusLimit,
            MemoryBytes = amounts.MemoryBytes,
            MemoryLimitBytes = amounts.MemoryLimitBytes,
        };
    }

    private async Task WatchAsync()
    {
        ContainerTermination termination;
        try
        {
            termination = await _services.Node.Containerizer.WaitAsync(_run.ContainerId, _services.Node.Stopping);
        }
        catch (KeyNotFoundException)
        {
            termination = new ContainerTermination();
        }

        await DestroyAsync();
        End(termination);
    }

    private void End(ContainerTermination termination)
    {
        lock (_lock)
        {
            if (_phase == ExecutorPhase.Terminated)
            {
                return;
            }

            _phase = ExecutorPhase.Terminated;
            _terminated = true;
            StopTimer();
            _connection?.Complete();
            _connection = null;
            _queue.Clear();
            _kills.Clear();
            if (!_abandoned)
            {
                ReportEnd(termination);
            }
        }

        ExecutorMessages.ExecutorEnded(_services.Node.Logger, _run.ExecutorId, _run.FrameworkId, termination.WaitStatus);
        _services.Ended(_run, _abandoned ? null : termination.WaitStatus ?? UnknownStatus);
    }

    private void ReportEnd(ContainerTermination termination)
    {
        var partitionAware = _services.FindFramework(_run.FrameworkId)?
            .Has(Protocol.V1.FrameworkInfo.Types.Capability.Types.Type.PartitionAware) ?? false;
        var outcome = ExecutorTermination.OutcomeOf(termination, _pending, partitionAware);
        foreach (var task in _services.TasksOf(_run).Where(task => !task.State.IsTerminal()))
        {
            _services.Node.Updater.Update(task, outcome.State, outcome.Details);
        }
    }

    private async Task DestroyAsync()
    {
        await _launch.CancelAsync();
        if (!_started)
        {
            // The launch sees it, and takes back what it made.
            return;
        }

        try
        {
            await _services.Node.Containerizer.DestroyAsync(_run.ContainerId, _services.Node.Stopping);
        }
        catch (OperationCanceledException) when (_services.Node.Stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.DestroyFailed(_services.Node.Logger, _run.ContainerId, exception);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_services.Node.Stopping.IsCancellationRequested)
        {
            // The container goes on; the next process takes it up.
            return;
        }
        catch (Exception exception)
        {
            ExecutorMessages.ExecutorSupervisionFailed(_services.Node.Logger, _run.ExecutorId, _run.FrameworkId, exception);
            await DestroyAsync();
            End(new ContainerTermination { Message = $"The agent failed to supervise the executor: {exception.Message}" });
        }
        finally
        {
            Dispose();
        }
    }
}
