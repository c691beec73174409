using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>What agents send up.</summary>
public sealed partial class FrameworkGrain
{
    private const int CompletedWriteEvery = 64;
    private int _completedSinceWrite;
    private bool _completedDirty;

    /// <inheritdoc />
    public async Task OnStatusUpdates(StatusUpdateBatch batch)
    {
        if (!IsKnown)
        {
            await AcknowledgeForRemoved(batch);
            return;
        }

        // An agent that adopted tasks of ours which we never heard of: after both sides lost their memory.
        State.Agents.Add(batch.AgentId);
        foreach (var status in batch.Statuses)
        {
            if (TaskStates.IsTerminal(status.State))
            {
                RememberCompleted(status.TaskId.Value);
            }

            EmitUpdate(status);
        }
    }

    /// <inheritdoc />
    public async Task OnAgentLost(string agentId)
    {
        if (!IsKnown)
        {
            return;
        }

        EndInverseOffers(offer => offer.Offer.AgentId.Value == agentId);
        foreach (var offer in _offers.Values.Where(offer => offer.Offer.AgentId.Value == agentId).ToList())
        {
            Rescind(offer.Offer.Id.Value);
            await EndOffers(offer.Role, [new() { OfferId = offer.Offer.Id.Value, FrameworkId = FrameworkId }]);
        }

        Emit(new Event
        {
            Type = Event.Types.Type.Failure,
            Failure = new Event.Types.Failure { AgentId = new AgentID { Value = agentId } },
        });
    }

    /// <inheritdoc />
    public Task OnExecutorMessage(string agentId, ExecutorMessage message)
    {
        Emit(new Event
        {
            Type = Event.Types.Type.Message,
            Message = new Event.Types.Message
            {
                AgentId = new AgentID { Value = agentId },
                ExecutorId = message.ExecutorId,
                Data = message.Data,
            },
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task OnExecutorExited(string agentId, ExecutorExited exited)
    {
        Emit(new Event
        {
            Type = Event.Types.Type.Failure,
            Failure = new Event.Types.Failure
            {
                AgentId = new AgentID { Value = agentId },
                ExecutorId = exited.ExecutorId,
                Status = exited.Status,
            },
        });
        return Task.CompletedTask;
    }

    private void EmitUpdate(TaskStatus status)
    {
        var told = TaskStates.ForFramework(status.State, IsPartitionAware);
        if (told != status.State)
        {
            status = status.Clone();
            status.State = told;
            if (status.HasReason && status.Reason == TaskStatus.Types.Reason.AgentRemovedByOperator)
            {
                // A reason that belongs to the finer state.
                status.Reason = TaskStatus.Types.Reason.AgentRemoved;
            }
        }

        Emit(new Event { Type = Event.Types.Type.Update, Update = new Event.Types.Update { Status = status } });
    }

    // Nobody is left to acknowledge: the node would repeat the updates for ever.
    private async Task AcknowledgeForRemoved(StatusUpdateBatch batch)
    {
        var agent = GrainFactory.GetGrain<IAgentGrain>(batch.AgentId);
        foreach (var status in batch.Statuses.Where(status => status.HasUuid))
        {
            await agent.Acknowledge(new AcknowledgeStatus
            {
                FrameworkId = new FrameworkID { Value = FrameworkId },
                TaskId = status.TaskId,
                Uuid = status.Uuid,
            });
        }
    }

    private void RememberCompleted(string taskId)
    {
        // Repeats of the newest ones are common; a repeat of an old one costs a second entry, no more.
        if (State.Completed.Count > 0 && State.Completed.LastIndexOf(taskId, State.Completed.Count - 1, Math.Min(State.Completed.Count, CompletedWriteEvery)) >= 0)
        {
            return;
        }

        State.Completed.Add(taskId);
        _completedDirty = true;
        _completedSinceWrite++;
    }

    private async Task StoreCompleted()
    {
        if (!_completedDirty || (_completedSinceWrite < CompletedWriteEvery && IsConnected))
        {
            return;
        }

        _completedSinceWrite = 0;
        var excess = State.Completed.Count - Limits.CompletedTasksMax;
        var forgotten = excess > 0 ? State.Completed.GetRange(0, excess) : [];
        if (excess > 0)
        {
            State.Completed.RemoveRange(0, excess);
        }

        await _writer.WriteAsync();
        foreach (var some in forgotten.Except(State.Completed).Chunk(Limits.FanOutMax))
        {
            await Task.WhenAll(some.Select(ForgetIfEnded));
        }
    }

    // The id may be in use again by a task that runs.
    private async Task ForgetIfEnded(string taskId)
    {
        var grain = TaskOf(taskId);
        if (await grain.Get() is { } record && TaskStates.IsTerminal(record.State))
        {
            await grain.Forget();
        }
    }
}
