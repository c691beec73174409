using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>The last state of a task and what is said about it. Pure; facts: agent.md 7 and 14.</summary>
internal sealed record TaskOutcome(TaskState State, StatusDetails Details)
{
    /// <summary>Decides how a task that had been running ended.</summary>
    public static TaskOutcome Of(ContainerTermination termination, KillCause cause)
    {
        if (termination.State is { } state)
        {
            return new TaskOutcome(state, new StatusDetails
            {
                Source = TaskStatus.Types.Source.Agent,
                Reason = termination.Reason,
                Message = termination.Message,
                LimitedResources = termination.LimitedResources,
            });
        }

        var message = termination.Message
            ?? (termination.WaitStatus is { } known ? WaitStatus.Describe(known) : "Executor terminated");
        if (cause == KillCause.CompletionTime)
        {
            return new TaskOutcome(TaskState.TaskFailed, new StatusDetails
            {
                Reason = TaskStatus.Types.Reason.MaxCompletionTimeReached,
                Message = message,
            });
        }

        if (cause != KillCause.None)
        {
            return new TaskOutcome(TaskState.TaskKilled, new StatusDetails { Message = message });
        }

        if (termination.WaitStatus is not { } status)
        {
            return Lost(message);
        }

        return new TaskOutcome(
            WaitStatus.IsSuccess(status) ? TaskState.TaskFinished : TaskState.TaskFailed,
            new StatusDetails { Message = message });
    }

    /// <summary>The container is gone and nobody knows how it ended.</summary>
    public static TaskOutcome Lost(string message) => new(
        TaskState.TaskFailed,
        StatusDetails.FromAgent(TaskStatus.Types.Reason.ExecutorTerminated, message));

    /// <summary>The container never started.</summary>
    public static TaskOutcome LaunchFailed(string message) => new(
        TaskState.TaskFailed,
        StatusDetails.FromAgent(TaskStatus.Types.Reason.ContainerLaunchFailed, message));

    /// <summary>A kill came before the container was running.</summary>
    public static TaskOutcome KilledDuringLaunch() => new(
        TaskState.TaskKilled,
        StatusDetails.FromAgent(
            TaskStatus.Types.Reason.TaskKilledDuringLaunch,
            "The task was killed before its container was running"));
}
