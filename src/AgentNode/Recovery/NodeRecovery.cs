using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Executors;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Takes over what an earlier process left: its tasks go on, or their end is told. Facts: agent.md 11.</summary>
internal sealed class NodeRecovery(
    NodeLedger ledger,
    SupervisorServices services,
    ExecutorServices executors,
    SandboxCollector collector,
    AgentLayout layout,
    ILogger<NodeRecovery> logger)
{
    /// <summary>Recovers containers, streams of updates and supervisors, in this order.</summary>
    /// <returns>Tasks whose end is acknowledged already; they are to be completed.</returns>
    public async Task<IReadOnlyList<TaskKey>> RecoverAsync(
        RecoveredState state,
        bool rebooted,
        ContainerRegistry containers,
        CancellationToken cancellationToken)
    {
        var launchedByCalls = containers.Load();
        foreach (var framework in state.Frameworks)
        {
            ledger.SetFramework(framework);
        }

        var (live, completed) = ReplayUpdates(state.Tasks);
        if (rebooted)
        {
            RecoveryMessages.Rebooted(logger);
        }

        // After a reboot a process with an old number is somebody else's.
        List<string> expected = rebooted
            ? []
            : [.. live.Select(task => task.Run.ContainerId).Concat(state.Executors.Select(run => run.ContainerId))
                .Concat(launchedByCalls).Distinct()];
        var found = (await services.Containerizer.RecoverAsync(expected, cancellationToken))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var executor in state.Executors)
        {
            Resume(executor, found.Contains(executor.ContainerId), rebooted);
        }

        foreach (var task in live.Where(task => task.Run.Executor.Supervisor is null))
        {
            Resume(task, found.Contains(task.Run.ContainerId), rebooted);
        }

        containers.Resume(found);
        ScheduleLeftovers(state);
        if (state.Agent is not null)
        {
            RecoveryMessages.Recovered(logger, state.Agent.Id.Value, state.Tasks.Count, found.Count);
        }

        foreach (var error in state.Errors)
        {
            RecoveryMessages.PassedOver(logger, error);
        }

        return completed;
    }

    /// <summary>A custom executor has a while to subscribe again; its tasks are what it says of them.</summary>
    private void Resume(ExecutorRun executor, bool found, bool rebooted)
    {
        ledger.Add(executor);
        var supervisor = new ExecutorSupervisor(executor, executors);
        executor.Supervisor = supervisor;
        if (found)
        {
            supervisor.Resume();
        }
        else
        {
            supervisor.Lose(Missing(rebooted));
        }
    }

    private static string Missing(bool rebooted)
        => rebooted ? "The machine was booted anew" : "The container was not there when the agent came back";

    private (List<RecoveredTask> Live, List<TaskKey> Completed) ReplayUpdates(IReadOnlyList<RecoveredTask> tasks)
    {
        List<RecoveredTask> live = [];
        List<TaskKey> completed = [];
        foreach (var task in tasks)
        {
            foreach (var record in task.Updates.Where(record => record.Kind == CheckpointRecordKind.Update))
            {
                var update = Protocol.AgentLink.StatusUpdate.Parser.ParseFrom(record.Payload.Span);
                task.Run.Record(update.Status);
            }

            ledger.Add(task.Run);
            if (services.Updates.Recover(task.Run.Key, task.UpdatesPath, task.Updates))
            {
                completed.Add(task.Run.Key);
            }
            else if (!task.Run.State.IsTerminal())
            {
                live.Add(task);
            }
        }

        return (live, completed);
    }

    private void Resume(RecoveredTask task, bool found, bool rebooted)
    {
        var run = task.Run;
        if (!found)
        {
            var outcome = TaskOutcome.Lost(Missing(rebooted));
            services.Updater.Update(run, outcome.State, outcome.Details);
            services.Ended(run);
            return;
        }

        if (run.LastStatus?.ContainerStatus is { HasExecutorPid: true } status)
        {
            run.Pid = (int)status.ExecutorPid;
        }

        var supervisor = new TaskSupervisor(run, services);
        run.Supervisor = supervisor;
        var (cause, grace) = KillNote.Read(task.Updates);
        supervisor.Resume(cause, grace);
    }

    /// <summary>What no live task needs is removed in its time, counted from its last change.</summary>
    private void ScheduleLeftovers(RecoveredState state)
    {
        var needed = ledger.Executors().Select(executor => executor.Sandbox).ToHashSet(StringComparer.Ordinal);
        var sandboxes = state.Agent is null ? [] : Sandboxes(layout.AgentWork(state.Agent.Id.Value));
        foreach (var path in state.Leftovers.Concat(sandboxes.Where(path => !needed.Contains(path))))
        {
            collector.Schedule(path, new DateTimeOffset(Directory.GetLastWriteTimeUtc(path)));
        }
    }

    private static IEnumerable<string> Sandboxes(string agentWork)
        => Children(Path.Combine(agentWork, "frameworks"))
            .SelectMany(framework => Children(Path.Combine(framework, "executors")))
            .SelectMany(executor => Children(Path.Combine(executor, "runs")));

    private static IEnumerable<string> Children(string path)
        => Directory.Exists(path)
            ? Directory.EnumerateDirectories(path).Where(item => new DirectoryInfo(item).LinkTarget is null)
            : [];
}
