using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tasks;

/// <summary>Facts about task states (http-api.md 6.1).</summary>
public static class TaskStates
{
    /// <summary>True for states that a task never leaves.</summary>
    public static bool IsTerminal(TaskState state) => state is TaskState.TaskFinished
        or TaskState.TaskFailed
        or TaskState.TaskKilled
        or TaskState.TaskError
        or TaskState.TaskLost
        or TaskState.TaskDropped
        or TaskState.TaskGone
        or TaskState.TaskGoneByOperator;

    /// <summary>True for states in which a task holds no resources of its agent any more.</summary>
    public static bool IsReleased(TaskState state) => IsTerminal(state) || state == TaskState.TaskUnreachable;

    /// <summary>
    /// The state to tell a framework: those without PARTITION_AWARE hear TASK_LOST instead of the finer states.
    /// </summary>
    public static TaskState ForFramework(TaskState state, bool partitionAware) => partitionAware ? state : state switch
    {
        TaskState.TaskUnreachable or TaskState.TaskDropped or TaskState.TaskGone or TaskState.TaskGoneByOperator
            or TaskState.TaskUnknown => TaskState.TaskLost,
        _ => state,
    };
}
