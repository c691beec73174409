using MesosOrleans.AgentNode.ApiContainers;
using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Link;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.AgentNode.Volumes;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Carries out what a silo commands, one command after another.</summary>
internal sealed class CommandDispatcher(
    NodeLedger ledger,
    TaskLauncher launcher,
    SupervisorServices services,
    CheckpointStore checkpoints,
    SandboxCollector collector,
    NodeCounters counters,
    NodeResources resources,
    NodeDrain drain,
    ContainerRegistry containers,
    AgentLinkClient link)
{
    public void Execute(Command command)
    {
        switch (command.CommandCase)
        {
            case Command.CommandOneofCase.Launch:
                launcher.Launch(command.Launch);
                break;
            case Command.CommandOneofCase.Kill:
                Kill(command.Kill);
                break;
            case Command.CommandOneofCase.Acknowledge:
                Acknowledge(command.Acknowledge);
                break;
            case Command.CommandOneofCase.ShutdownExecutor:
                ShutdownExecutor(command.ShutdownExecutor);
                break;
            case Command.CommandOneofCase.ShutdownFramework:
                ShutdownFramework(command.ShutdownFramework.FrameworkId.Value);
                break;
            case Command.CommandOneofCase.UpdateFramework:
                UpdateFramework(command.UpdateFramework.Framework);
                break;
            case Command.CommandOneofCase.FrameworkMessage:
                SendMessage(command.FrameworkMessage);
                break;
            case Command.CommandOneofCase.CheckpointResources:
                resources.Apply(command.CheckpointResources);
                break;
            case Command.CommandOneofCase.Drain:
                drain.Begin(command.Drain.Config);
                break;
            default:
                // A newer silo may say more than this node understands.
                break;
        }
    }

    /// <summary>Kills every task, telling nobody, and waits until they are gone.</summary>
    public async Task AbandonAllAsync(CancellationToken cancellationToken)
    {
        var supervisors = ledger.Tasks().Select(task => task.Supervisor).OfType<TaskSupervisor>().ToList();
        foreach (var supervisor in supervisors)
        {
            supervisor.Abandon();
        }

        var executors = ledger.Executors().Select(executor => executor.Supervisor).OfType<ExecutorSupervisor>().ToList();
        foreach (var executor in executors)
        {
            executor.Abandon(atOnce: true);
        }

        await Task.WhenAll(supervisors.Select(supervisor => supervisor.Completion)
            .Concat(executors.Select(executor => executor.Completion))).WaitAsync(cancellationToken);
    }

    /// <summary>The group policy: when a task fails or is killed, its mates are killed. Facts: agent.md 15.</summary>
    public void OnEnded(TaskRun run)
    {
        if (run.GroupId is null || run.State is not (TaskState.TaskFailed or TaskState.TaskKilled))
        {
            return;
        }

        foreach (var mate in ledger.Tasks().Where(item => item.GroupId == run.GroupId && item != run))
        {
            mate.Supervisor?.Kill(null, KillCause.Group);
        }
    }

    /// <summary>Clears away a task whose end has been acknowledged, and what was there for its sake.</summary>
    public void Complete(TaskKey key)
    {
        var agentId = services.Identity.AgentId!;
        if (ledger.Complete(key, agentId) is not { } removal)
        {
            return;
        }

        drain.EndIfIdle();
        if (!removal.ExecutorGone)
        {
            DeleteDirectory(removal.Run.Meta);
            return;
        }

        var executor = removal.Run.Executor;
        Clear(executor, removal.FrameworkGone);
        if (!executor.IsGenerated && executor.Supervisor is null)
        {
            TellExit(executor, 0);
        }
    }

    /// <summary>A custom executor is gone: the silo hears of it, and what was there for its sake is cleared away.</summary>
    public void OnExecutorEnded(ExecutorRun executor, int? status)
    {
        counters.CountExecutorTerminated();
        CheckpointStore.MarkEnded(executor);
        if (status is { } known)
        {
            TellExit(executor, known);
        }

        // Otherwise it lingers until the ends of its tasks are acknowledged.
        if (ledger.Remove(executor) is { } frameworkGone)
        {
            Clear(executor, frameworkGone);
        }
    }

    private void Clear(ExecutorRun executor, bool frameworkGone)
    {
        var agentId = services.Identity.AgentId!;
        DeleteDirectory(checkpoints.Layout.ExecutorMeta(agentId, executor.FrameworkId, executor.ExecutorId));
        collector.Schedule(executor.Sandbox, services.Time.GetUtcNow());
        containers.ForgetWithin(executor.ContainerId);
        if (frameworkGone)
        {
            DeleteDirectory(checkpoints.Layout.FrameworkMeta(agentId, executor.FrameworkId));
        }
    }

    private void TellExit(ExecutorRun executor, int status) => link.TrySend(new NodeMessage
    {
        ExecutorExited = new ExecutorExited
        {
            FrameworkId = new FrameworkID { Value = executor.FrameworkId },
            ExecutorId = new ExecutorID { Value = executor.ExecutorId },
            Status = status,
        },
    });

    private static void DeleteDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void Kill(KillTask kill)
    {
        var key = TaskKey.Of(kill.FrameworkId, kill.TaskId);
        if (ledger.FindTask(key) is { } run)
        {
            run.Supervisor?.Kill(kill.KillPolicy, KillCause.Requested);
            run.Executor.Supervisor?.Kill(run, kill.KillPolicy);
        }
        else if (ledger.FindFramework(key.FrameworkId) is { } framework && !ledger.Knows(key))
        {
            services.Updater.UpdateUnknown(
                key,
                framework.Dropped(),
                StatusDetails.FromAgent(TaskStatus.Types.Reason.ExecutorTerminated, "Cannot find executor"));
        }
    }

    private void Acknowledge(AcknowledgeStatus acknowledge)
    {
        var key = TaskKey.Of(acknowledge.FrameworkId, acknowledge.TaskId);
        if (services.Updates.Acknowledge(key, acknowledge.Uuid) == AcknowledgeOutcome.Completed)
        {
            Complete(key);
        }
    }

    private void ShutdownExecutor(ShutdownExecutor shutdown)
    {
        var executor = ledger.FindExecutor(shutdown.FrameworkId.Value, shutdown.ExecutorId.Value);
        if (executor is null)
        {
            return;
        }

        executor.Supervisor?.Shutdown();
        var grace = executor.Info?.ShutdownGracePeriod
            ?? new DurationInfo { Nanoseconds = services.ExecutorShutdownGrace.Ticks * TimeSpan.NanosecondsPerTick };
        foreach (var run in ledger.Tasks().Where(run => run.Executor == executor))
        {
            run.Supervisor?.Kill(new KillPolicy { GracePeriod = grace }, KillCause.Requested);
        }
    }

    private void SendMessage(FrameworkMessage message)
    {
        if (ledger.FindExecutor(message.FrameworkId.Value, message.ExecutorId.Value)?.Supervisor is { } supervisor)
        {
            supervisor.MessageToExecutor(message.Data);
        }
        else
        {
            counters.CountFrameworkMessage(valid: false);
        }
    }

    private void ShutdownFramework(string frameworkId)
    {
        foreach (var executor in ledger.Executors().Where(executor => executor.FrameworkId == frameworkId))
        {
            executor.Supervisor?.Abandon(atOnce: false);
        }

        foreach (var run in ledger.Tasks().Where(run => run.Key.FrameworkId == frameworkId))
        {
            run.Supervisor?.Abandon();
            services.Updates.Discard(run.Key);
            Complete(run.Key);
        }
    }

    private void UpdateFramework(FrameworkInfo framework)
    {
        if (ledger.FindFramework(framework.Id.Value) is not null && ledger.SetFramework(framework))
        {
            checkpoints.SaveFramework(services.Identity.AgentId!, framework);
        }
    }
}
