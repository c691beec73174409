using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>Why the node itself ends an executor. Facts: agent.md 7.</summary>
internal sealed record PendingTermination(TaskState State, TaskStatus.Types.Reason Reason, string Message)
{
    public static PendingTermination LaunchFailed(string message)
        => new(TaskState.TaskFailed, TaskStatus.Types.Reason.ContainerLaunchFailed, message);

    public static PendingTermination NotRegistered(TimeSpan timeout) => new(
        TaskState.TaskFailed,
        TaskStatus.Types.Reason.ExecutorRegistrationTimeout,
        $"Executor did not register within {Protocol.Text.DurationText.Format(timeout)}");

    public static PendingTermination NotReregistered(TimeSpan timeout) => new(
        TaskState.TaskGone,
        TaskStatus.Types.Reason.ExecutorReregistrationTimeout,
        $"Executor did not re-register within {Protocol.Text.DurationText.Format(timeout)}");

    public static PendingTermination UpdateFailed(string message)
        => new(TaskState.TaskGone, TaskStatus.Types.Reason.ContainerUpdateFailed, message);
}
