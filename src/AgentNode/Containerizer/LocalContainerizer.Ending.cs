using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Containerizer;

/// <content>How containers end: by themselves, at a limit, or by being destroyed.</content>
public sealed partial class LocalContainerizer
{
    /// <summary>Follows one container to its end. Never throws: what goes wrong ends up in the log and the termination.</summary>
    private async Task RunToEndAsync(Container container)
    {
        var record = container.Record;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            foreach (var isolator in IsolatorsOf(record).Where(isolator => isolator.CanWatch))
            {
                _ = KillAtLimitAsync(container, isolator.WatchAsync(record, watching.Token));
            }

            var status = await WaitForStatusAsync(container, _stop.Token);
            await watching.CancelAsync();
            await EndChildrenAsync(container);

            // Nothing outlives the first process, as in a pid namespace (isolation.md 4). Of an earlier boot nothing is
            // left, and its numbers are other processes' now, start times and all.
            if (record.BootId == _bootId)
            {
                await LauncherOf(record).KillAsync(record, _stop.Token);
            }

            foreach (var isolator in IsolatorsOf(record))
            {
                container.Limitation ??= isolator.Inspect(record);
            }

            container.End(TerminationOf(status, container.Limitation));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The agent node stops; its successor will see the end.
            return;
        }
        catch (Exception e) when (e is IOException or TimeoutException or UnauthorizedAccessException or ObjectDisposedException)
        {
            LogUnwatched(record.ContainerId, e);
            container.End(TerminationOf(null, container.Limitation));
        }
    }

    private static ContainerTermination TerminationOf(int? status, ContainerTermination? limitation)
    {
        var known = status ?? ExitFile.UnknownWaitStatus;
        if (limitation is not null)
        {
            return limitation with { WaitStatus = known };
        }

        return new ContainerTermination
        {
            WaitStatus = known,
            Message = status is null ? "The exit status of the container is unknown" : null,
        };
    }

    /// <summary>Waits for the monitor, and if it was lost, for the container's first process, whose status nobody has then.</summary>
    private async Task<int?> WaitForStatusAsync(Container container, CancellationToken cancellationToken)
    {
        if (container.Record.Processes is not { } processes || container.Record.BootId != _bootId)
        {
            return container.Files.ReadWaitStatus();
        }

        await _watch.WaitForEndAsync(processes.Monitor, cancellationToken);
        var status = container.Files.ReadWaitStatus();
        if (status is null && processes.Main.IsAlive())
        {
            await _watch.WaitForEndAsync(processes.Main, cancellationToken);
        }

        return status;
    }

    private async Task KillAtLimitAsync(Container container, Task<ContainerTermination> watch)
    {
        try
        {
            container.Limitation ??= await watch;
            LogLimitation(container.Record.ContainerId, container.Limitation.Message);
            await LauncherOf(container.Record).KillAsync(container.Record, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The container ended within its limits, or the agent node stops.
            return;
        }
        catch (Exception e) when (e is IOException or TimeoutException or UnauthorizedAccessException)
        {
            // The counters are looked at once more at the end, so that no violation is lost.
            LogUnwatched(container.Record.ContainerId, e);
        }
    }

    private async Task DestroyAsync(Container container)
    {
        await Task.Yield();
        var record = container.Record;
        var operation = Begin("destroy", record.ContainerId);
        try
        {
            if (record.BootId == _bootId && !container.Ended.IsCompleted)
            {
                await LauncherOf(record).KillAsync(record, _stop.Token);
            }

            await container.Ended.WaitAsync(EndTimeout, _time, _stop.Token);
            await LauncherOf(record).CleanUpAsync(record.ContainerId, _stop.Token);
            container.Files.Delete();
            _containers.TryRemove(record.ContainerId, out _);
        }
        finally
        {
            _pending.TryRemove(operation, out _);
        }
    }

    /// <summary>No container outlives the one that it lives in.</summary>
    private async Task EndChildrenAsync(Container parent)
    {
        parent.IsEnding = true;
        foreach (var child in _containers.Values.Where(item => item.Record.ParentId == parent.Record.ContainerId))
        {
            if (child.Record.BootId == _bootId && !child.Ended.IsCompleted)
            {
                await LauncherOf(child.Record).KillAsync(child.Record, _stop.Token);
            }
        }
    }

    /// <summary>Ends a container whose parent has ended while it was being launched.</summary>
    private async Task EndWithParentAsync(Container container)
    {
        if (container.Record.ParentId is { } id && !(_containers.TryGetValue(id, out var parent) && IsOpen(parent)))
        {
            await LauncherOf(container.Record).KillAsync(container.Record, _stop.Token);
        }
    }

    /// <summary>Takes back a launch that failed half-way.</summary>
    private async Task AbandonAsync(Container container)
    {
        var record = container.Record;
        try
        {
            if (record.Processes is null && LauncherOf(record).FindProcesses(container.Files) is { } found)
            {
                record = record with { Processes = found };
            }

            await LauncherOf(record).KillAsync(record, _stop.Token);
            await LauncherOf(record).CleanUpAsync(record.ContainerId, _stop.Token);
            container.Files.Delete();
        }
        catch (Exception e) when (e is IOException or TimeoutException or UnauthorizedAccessException or OperationCanceledException)
        {
            LogCleanUpFailed(record.ContainerId, e);
        }

        _containers.TryRemove(record.ContainerId, out _);
    }
}
