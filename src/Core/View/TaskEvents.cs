using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Core.View;

/// <summary>
/// Which events tell of the difference between two records of a task (http-api.md 9.1). A record holds one status a
/// state, so that nothing is left out when several changes arrive as one.
/// </summary>
internal static class TaskEvents
{
    /// <summary>Adds the events.</summary>
    /// <param name="former">The record that was known, or null.</param>
    /// <param name="task">The record now.</param>
    /// <param name="isNews">Whether a task that was not known has just been launched, as far as one can tell.</param>
    /// <param name="events">Takes the events, in order.</param>
    public static void Derive(Protocol.V1.Task? former, Protocol.V1.Task task, bool isNews, ICollection<Event> events)
    {
        var known = former is null ? 0 : Common(former, task);
        if (former is null || !Continues(former, task, known))
        {
            if (former is not null && IsRestored(former, task))
            {
                Tell(former.State, task, events);
            }
            else
            {
                Begin(task, isNews || former is not null, events);
            }
        }
        else if (former.State == TaskState.TaskUnreachable && task.State != former.State && !HasEnded(task))
        {
            // Reported by its agent, which is back.
            events.Add(Added(task));
        }
        else
        {
            for (var i = known; i < task.Statuses.Count; i++)
            {
                var before = i < former.Statuses.Count ? former.Statuses[i] : i > 0 ? task.Statuses[i - 1] : null;
                Updated(before?.State ?? TaskState.TaskStaging, task, task.Statuses[i], events);
            }
        }
    }

    // Its agent has told again what was lost with a silo.
    private static bool IsRestored(Protocol.V1.Task former, Protocol.V1.Task task) =>
        task.Statuses.Count > 0
        && task.Statuses[0] is { HasReason: true, Reason: TaskStatus.Types.Reason.AgentReregistered }
        && IsSameLife(former, task);

    // An id is used again only when the task that has it has ended.
    private static bool IsSameLife(Protocol.V1.Task former, Protocol.V1.Task task) =>
        !HasEnded(former) && former.State != TaskState.TaskUnreachable && former.AgentId.Equals(task.AgentId);

    // What was missed is told as it happened: the launch, then state by state.
    private static void Begin(Protocol.V1.Task task, bool isNews, ICollection<Event> events)
    {
        if (!isNews || task.Statuses.Count == 0)
        {
            events.Add(Added(task));
            return;
        }

        var launched = task.Clone();
        launched.State = TaskState.TaskStaging;
        launched.Statuses.Clear();
        launched.ClearStatusUpdateState();
        launched.ClearStatusUpdateUuid();
        events.Add(Added(launched));
        Tell(TaskState.TaskStaging, task, events);
    }

    private static void Tell(TaskState state, Protocol.V1.Task task, ICollection<Event> events)
    {
        foreach (var status in task.Statuses)
        {
            Updated(state, task, status, events);
            state = status.State;
        }
    }

    // All that was known is still there; only the newest status may have made room for another of the same state.
    private static bool Continues(Protocol.V1.Task former, Protocol.V1.Task task, int known) =>
        known == former.Statuses.Count
        || (known == former.Statuses.Count - 1
            && !HasEnded(former)
            && task.Statuses.Count > known
            && task.Statuses[known].State == former.Statuses[known].State);

    private static Event Added(Protocol.V1.Task task) => new()
    {
        Type = Event.Types.Type.TaskAdded,
        TaskAdded = new Event.Types.TaskAdded { Task = task },
    };

    private static void Updated(TaskState before, Protocol.V1.Task task, TaskStatus status, ICollection<Event> events)
    {
        if (status.State == before && !IsOfCheck(status))
        {
            return;
        }

        events.Add(new Event
        {
            Type = Event.Types.Type.TaskUpdated,
            TaskUpdated = new Event.Types.TaskUpdated
            {
                FrameworkId = task.FrameworkId,
                Status = status,
                State = task.State,
            },
        });
    }

    private static bool IsOfCheck(TaskStatus status) => status.Reason
        is TaskStatus.Types.Reason.TaskCheckStatusUpdated or TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated;

    private static bool HasEnded(Protocol.V1.Task task) => TaskStates.IsTerminal(task.State);

    private static int Common(Protocol.V1.Task former, Protocol.V1.Task task)
    {
        var most = Math.Min(former.Statuses.Count, task.Statuses.Count);
        var same = 0;
        while (same < most && IsSame(former.Statuses[same], task.Statuses[same]))
        {
            same++;
        }

        return same;
    }

    private static bool IsSame(TaskStatus one, TaskStatus other) => ReferenceEquals(one, other) || one.Equals(other);
}
