using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode;

/// <summary>Facts about task states; http-api.md 6.1.</summary>
internal static class TaskStates
{
    /// <summary>Whether nothing follows this state.</summary>
    public static bool IsTerminal(this TaskState state) => state is TaskState.TaskFinished or TaskState.TaskFailed
        or TaskState.TaskKilled or TaskState.TaskError or TaskState.TaskLost or TaskState.TaskDropped
        or TaskState.TaskGone or TaskState.TaskGoneByOperator;

    public static bool Has(this FrameworkInfo framework, FrameworkInfo.Types.Capability.Types.Type capability)
        => framework.Capabilities.Any(item => item.Type == capability);

    /// <summary>The state of a launch that reached no executor: TASK_DROPPED, or TASK_LOST for older frameworks.</summary>
    public static TaskState Dropped(this FrameworkInfo framework)
        => framework.Has(FrameworkInfo.Types.Capability.Types.Type.PartitionAware)
            ? TaskState.TaskDropped
            : TaskState.TaskLost;
}
