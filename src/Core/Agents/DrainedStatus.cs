using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>What the statuses of a draining agent's tasks become on their way to frameworks (http-api.md 11, 2).</summary>
public static class DrainedStatus
{
    /// <summary>The text of launches that came too late.</summary>
    public const string TooLate = "Task was received while agent was already draining";

    /// <summary>
    /// Changes a status of a task that is killed because its agent drains: the reason, and with <c>mark_gone</c> the state
    /// that partition-aware frameworks hear. Other statuses stay as they are.
    /// </summary>
    /// <returns>
    /// False when the status must not be told: TASK_KILLING would be an end, and the task has not ended yet.
    /// </returns>
    public static bool TryRewrite(TaskStatus status, DrainConfig config, bool partitionAware)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(config);
        if (status.State is not (TaskState.TaskKilling or TaskState.TaskKilled))
        {
            return true;
        }

        status.Reason = TaskStatus.Types.Reason.AgentDraining;
        if (!config.MarkGone || !partitionAware)
        {
            return true;
        }

        if (status.State == TaskState.TaskKilling)
        {
            return false;
        }

        status.State = TaskState.TaskGoneByOperator;
        return true;
    }
}
