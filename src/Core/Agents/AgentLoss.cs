using MesosOrleans.Protocol.V1;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Core.Agents;

/// <summary>What the loss of an agent means for its tasks (http-api.md 6.2).</summary>
/// <param name="State">What they become, for frameworks that know the finer states.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">In words.</param>
public sealed record AgentLoss(TaskState State, Reason Reason, string Message)
{
    /// <summary>The agent was marked gone by an operator.</summary>
    public static readonly AgentLoss Gone =
        new(TaskState.TaskGoneByOperator, Reason.AgentRemovedByOperator, "Agent has been marked gone");

    /// <summary>The agent has been away for too long; its tasks may come back with it.</summary>
    public static AgentLoss Unreachable(string cause) => new(TaskState.TaskUnreachable, Reason.AgentRemoved, cause);

    /// <summary>The agent left, was replaced, or its machine was taken down.</summary>
    public static AgentLoss Removed(string hostname, string cause) =>
        new(TaskState.TaskLost, Reason.AgentRemoved, $"Agent {hostname} removed: {cause}");

    /// <summary>The status of a task that is lost.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="now">When it was lost.</param>
    public TaskStatus StatusOf(string taskId, string agentId, DateTimeOffset now)
    {
        var since = now - DateTimeOffset.UnixEpoch;
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = taskId },
            AgentId = new AgentID { Value = agentId },
            State = State,
            Source = TaskStatus.Types.Source.Master,
            Reason = Reason,
            Message = Message,
            Timestamp = since.TotalSeconds,
        };
        if (State == TaskState.TaskUnreachable)
        {
            status.UnreachableTime = new TimeInfo { Nanoseconds = since.Ticks * 100 };
        }

        return status;
    }
}
