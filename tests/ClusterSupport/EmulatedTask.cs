using Google.Protobuf;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.ClusterSupport;

/// <summary>A task of an <see cref="EmulatedAgent"/>: a queue of updates, of which the head is out.</summary>
internal sealed class EmulatedTask(EmulatedAgent agent, FrameworkID frameworkId, TaskInfo info)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskStatus> _updates = new();
    private TaskState _state = TaskState.TaskStaging;

    /// <summary>The same task on a node that took over from this one.</summary>
    public EmulatedTask Of(EmulatedAgent other)
    {
        var task = new EmulatedTask(other, frameworkId, info) { _state = _state };
        foreach (var update in _updates)
        {
            task._updates.Enqueue(update);
        }

        return task;
    }

    /// <summary>The task as the node registers it.</summary>
    public Protocol.V1.Task Record()
    {
        lock (_gate)
        {
            var record = new Protocol.V1.Task
            {
                Name = info.Name,
                TaskId = info.TaskId,
                FrameworkId = frameworkId,
                AgentId = info.AgentId,
                State = _state,
            };
            record.Resources.Add(info.Resources);
            return record;
        }
    }

    /// <summary>Queues an update, and sends it when it is the head; returns at once.</summary>
    public void SayLater(TaskState state, TaskStatus.Types.Reason? reason = null) => Say(state, reason).Ignore();

    /// <summary>Queues an update, and sends it when it is the head.</summary>
    public Task Say(TaskState state, TaskStatus.Types.Reason? reason = null)
    {
        TaskStatus? head = null;
        lock (_gate)
        {
            if (TaskStates.IsTerminal(_state))
            {
                return Task.CompletedTask;
            }

            _state = state;
            var status = new TaskStatus
            {
                TaskId = info.TaskId,
                AgentId = info.AgentId,
                State = state,
                Source = TaskStatus.Types.Source.Executor,
                Uuid = EmulatedAgent.NewUuid(),
            };
            if (reason is { } known)
            {
                status.Reason = known;
            }

            _updates.Enqueue(status);
            head = _updates.Count == 1 ? status : null;
        }

        return head is null ? Task.CompletedTask : Send(head);
    }

    /// <summary>Takes an acknowledgement; the next update goes out.</summary>
    /// <returns>True when the task is over and can be forgotten.</returns>
    public bool Acknowledged(ByteString uuid)
    {
        TaskStatus? next;
        lock (_gate)
        {
            if (!_updates.TryPeek(out var head) || head.Uuid != uuid)
            {
                return false;
            }

            _updates.Dequeue();
            if (TaskStates.IsTerminal(head.State))
            {
                return true;
            }

            _updates.TryPeek(out next);
        }

        if (next is not null)
        {
            Send(next).Ignore();
        }

        return false;
    }

    /// <summary>Sends the head again, as after every attachment.</summary>
    public Task Resume()
    {
        TaskStatus? head;
        lock (_gate)
        {
            _updates.TryPeek(out head);
        }

        return head is null ? Task.CompletedTask : Send(head);
    }

    private Task Send(TaskStatus status) => agent.Report(new StatusUpdate
    {
        FrameworkId = frameworkId,
        Status = status,
        LatestState = _state,
    });
}
