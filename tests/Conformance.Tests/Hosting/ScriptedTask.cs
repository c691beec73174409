using Google.Protobuf;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Conformance.Tests.Hosting;

/// <summary>A task of a <see cref="ScriptedAgent"/>: updates go out one at a time, the next when the last is acknowledged.</summary>
internal sealed class ScriptedTask(ScriptedAgent agent, FrameworkID frameworkId, TaskInfo info, ExecutorInfo? executor)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskStatus> _updates = new();
    private TaskState _state = TaskState.TaskStaging;

    /// <summary>What was launched.</summary>
    public TaskInfo Info => info;

    /// <summary>Whose it is.</summary>
    public FrameworkID FrameworkId => frameworkId;

    /// <summary>Id of its executor: its own for a command task.</summary>
    public string ExecutorId => (executor ?? info.Executor)?.ExecutorId.Value ?? info.TaskId.Value;

    /// <summary>Number of updates that are not acknowledged.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _updates.Count;
            }
        }
    }

    /// <summary>The task as its agent registers it.</summary>
    public Protocol.V1.Task Record()
    {
        lock (_gate)
        {
            return new Protocol.V1.Task
            {
                Name = info.Name,
                TaskId = info.TaskId,
                FrameworkId = frameworkId,
                AgentId = info.AgentId,
                State = _state,
                Resources = { info.Resources },
            };
        }
    }

    /// <summary>Queues an update; sends it when nothing is before it.</summary>
    public Task Say(TaskStatus status)
    {
        lock (_gate)
        {
            _state = status.State;
            _updates.Enqueue(status);
            if (_updates.Count > 1)
            {
                return Task.CompletedTask;
            }
        }

        return Send(status);
    }

    /// <summary>Takes an acknowledgement.</summary>
    public void Acknowledged(ByteString uuid)
    {
        TaskStatus? next;
        lock (_gate)
        {
            if (!_updates.TryPeek(out var head) || head.Uuid != uuid)
            {
                return;
            }

            _updates.Dequeue();
            _updates.TryPeek(out next);
        }

        if (next is not null)
        {
            Send(next).Ignore();
        }
    }

    private Task Send(TaskStatus status) => agent.Report(new StatusUpdate
    {
        FrameworkId = frameworkId,
        Status = status,
        LatestState = status.State,
    });
}
