using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tasks;

/// <summary>
/// The rules by which a task's record follows its statuses (http-api.md 6.1). A record is replaced, never modified:
/// snapshots that were handed out stay as they were.
/// </summary>
public static class TaskLifecycle
{
    /// <summary>The record of a launch that has just been accepted.</summary>
    public static Protocol.V1.Task Staged(TaskInfo task, FrameworkInfo framework)
    {
        var record = new Protocol.V1.Task
        {
            Name = task.Name,
            TaskId = task.TaskId,
            FrameworkId = framework.Id,
            AgentId = task.AgentId,
            State = TaskState.TaskStaging,
        };
        record.Resources.Add(task.Resources);
        foreach (var (name, limit) in task.Limits)
        {
            record.Limits[name] = limit;
        }

        if (task.Executor is not null)
        {
            record.ExecutorId = task.Executor.ExecutorId;
        }

        if (task.Labels is not null)
        {
            record.Labels = task.Labels;
        }

        if (task.Discovery is not null)
        {
            record.Discovery = task.Discovery;
        }

        if (task.Container is not null)
        {
            record.Container = task.Container;
        }

        if (task.HealthCheck is not null)
        {
            record.HealthCheck = task.HealthCheck;
        }

        if ((task.Command ?? task.Executor?.Command) is { HasUser: true } command)
        {
            record.User = command.User;
        }

        return record;
    }

    /// <summary>
    /// Takes a status into a record. The first terminal state stays; equal states in a row keep one entry, the newest.
    /// </summary>
    /// <returns>The new record, or null when the status changes nothing.</returns>
    public static Protocol.V1.Task? Apply(Protocol.V1.Task record, TaskStatus status)
    {
        if (TaskStates.IsTerminal(record.State) || IsRepeat(record, status))
        {
            return null;
        }

        var next = record.Clone();
        var kept = status.Clone();
        kept.ClearData();
        var last = next.Statuses.Count - 1;
        if (last >= 0 && next.Statuses[last].State == kept.State)
        {
            next.Statuses[last] = kept;
        }
        else
        {
            next.Statuses.Add(kept);
        }

        next.State = kept.State;
        if (kept.HasUuid)
        {
            next.StatusUpdateState = kept.State;
            next.StatusUpdateUuid = kept.Uuid;
        }

        return next;
    }

    /// <summary>The answer to a reconciliation: the newest state, without uuid (http-api.md 4.7).</summary>
    public static TaskStatus Reconciled(Protocol.V1.Task record, double timestamp, bool partitionAware)
    {
        var status = new TaskStatus
        {
            TaskId = record.TaskId,
            AgentId = record.AgentId,
            State = TaskStates.ForFramework(record.State, partitionAware),
            Source = TaskStatus.Types.Source.Master,
            Reason = TaskStatus.Types.Reason.Reconciliation,
            Message = "Reconciliation: Latest task state",
            Timestamp = timestamp,
        };
        if (record.ExecutorId is not null)
        {
            status.ExecutorId = record.ExecutorId;
        }

        CopyLiveness(record.Statuses.Count > 0 ? record.Statuses[^1] : null, status);
        return status;
    }

    /// <summary>Copies what a status says of health, checks and container; nothing when there is none.</summary>
    public static void CopyLiveness(TaskStatus? from, TaskStatus to)
    {
        if (from is null)
        {
            return;
        }

        if (from.HasHealthy)
        {
            to.Healthy = from.Healthy;
        }

        if (from.CheckStatus is not null)
        {
            to.CheckStatus = from.CheckStatus;
        }

        if (from.ContainerStatus is not null)
        {
            to.ContainerStatus = from.ContainerStatus;
        }
    }

    private static bool IsRepeat(Protocol.V1.Task record, TaskStatus status) =>
        status.HasUuid && record.HasStatusUpdateUuid && record.StatusUpdateUuid == status.Uuid;
}
