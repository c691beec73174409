using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>What becomes of the tasks of an executor that is gone. Pure; facts: agent.md 7.</summary>
internal static class ExecutorTermination
{
    private const string Plain = "Executor terminated";

    /// <summary>The end of each task that had not ended by itself.</summary>
    /// <param name="container">How the container ended.</param>
    /// <param name="pending">Why the node ended it, or null when it did not.</param>
    /// <param name="isPartitionAware">Whether the framework knows TASK_GONE; others hear TASK_LOST.</param>
    public static TaskOutcome OutcomeOf(ContainerTermination container, PendingTermination? pending, bool isPartitionAware)
    {
        var state = container.State ?? pending?.State ?? TaskState.TaskFailed;
        if (state == TaskState.TaskGone && !isPartitionAware)
        {
            state = TaskState.TaskLost;
        }

        string?[] causes = [pending?.Message, container.Message];
        var known = causes.Where(cause => !string.IsNullOrEmpty(cause)).ToList();
        return new TaskOutcome(state, new StatusDetails
        {
            Source = TaskStatus.Types.Source.Agent,
            Reason = container.Reason ?? pending?.Reason ?? TaskStatus.Types.Reason.ExecutorTerminated,
            Message = known.Count > 0 ? string.Join("; ", known) : Plain,
            LimitedResources = container.LimitedResources,
        });
    }
}
