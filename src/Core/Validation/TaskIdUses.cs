using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>Tells what an id stands for by the task that had it last.</summary>
public static class TaskIdUses
{
    /// <summary>What the id stands for when a launch on an agent wants it.</summary>
    /// <param name="last">The task that had the id last, or null.</param>
    /// <param name="agentId">The agent; its ledger does not know the task.</param>
    public static TaskIdUse Of(Protocol.V1.Task? last, AgentID agentId)
    {
        // The agent's ledger has the first word on its own tasks and did not know this one: of an earlier launch this
        // half alone became durable.
        if (last is null || TaskStates.IsTerminal(last.State)
            || (last.State == TaskState.TaskStaging && last.AgentId.Equals(agentId)))
        {
            return TaskIdUse.None;
        }

        return last.State == TaskState.TaskUnreachable ? TaskIdUse.Unreachable : TaskIdUse.Live;
    }
}
