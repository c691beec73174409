using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Counts ends of tasks: by state, and by who said so and why.</summary>
internal static class TaskCounters
{
    /// <summary>Counts a status that a task ended with, or became unreachable with.</summary>
    public static void Ended(ClusterCounters counters, TaskStatus status)
    {
        if (TaskStates.IsTerminal(status.State))
        {
            counters.Add(CounterNames.TasksEnded(status.State));
        }
        else if (status.State != TaskState.TaskUnreachable)
        {
            return;
        }

        if (CounterNames.TasksEndedBy(status) is { } cause)
        {
            counters.Add(cause);
        }
    }

    /// <summary>The same, for a task of a framework.</summary>
    public static void Ended(ClusterCounters counters, string frameworkId, TaskStatus status)
    {
        Ended(counters, status);
        if (CounterNames.Terminal(status.State) is { } terminal)
        {
            counters.Add(frameworkId, terminal);
        }
    }
}
