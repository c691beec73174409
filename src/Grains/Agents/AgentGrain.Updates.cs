using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Grains.Agents;

/// <summary>Status updates on their way up, acknowledgements on their way down (DESIGN: the life of a task).</summary>
public sealed partial class AgentGrain
{
    private AgentLinkPump? _link;

    /// <inheritdoc />
    public async Task Receive(string sessionId, NodeMessage message)
    {
        if (_link?.SessionId != sessionId)
        {
            return;
        }

        switch (message.MessageCase)
        {
            case NodeMessage.MessageOneofCase.CommandAck:
                _commands.Taken(message.CommandAck);
                break;
            case NodeMessage.MessageOneofCase.StatusUpdates:
                Counters.Received(message, await TakeUpdates(message.StatusUpdates.Updates));
                return;
            case NodeMessage.MessageOneofCase.ExecutorExited:
                ForgetExecutor(message.ExecutorExited);
                break;
            case NodeMessage.MessageOneofCase.ExecutorMessage:
                var from = message.ExecutorMessage;
                GrainFactory.Find<IFrameworkGrain>(from.FrameworkId.Value).OnExecutorMessage(AgentId, from).Ignore();
                break;
            case NodeMessage.MessageOneofCase.Unregister:
                const string Cause = "agent unregistered";
                await BecomeLost(AgentStanding.Removed, AgentLoss.Removed(State.Info!.Hostname, Cause), Cause, "unregistered");
                break;
            default:
                break;
        }

        Counters.Received(message);
    }

    /// <inheritdoc />
    public Task Acknowledge(AcknowledgeStatus acknowledge)
    {
        var task = _ledger.Find(acknowledge.FrameworkId.Value, acknowledge.TaskId.Value);
        Send(new Command { Acknowledge = acknowledge });
        if (task?.Unacknowledged?.Uuid == acknowledge.Uuid)
        {
            task.Unacknowledged = null;
        }

        // The end itself must be acknowledged, not a status from before it: the task's state runs ahead of its updates.
        if (task?.LastStatus is { } last && TaskStates.IsTerminal(last.State) && last.Uuid == acknowledge.Uuid)
        {
            _ledger.Remove(task.FrameworkId, task.TaskId);
            SettleDrainSoon();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RepeatUpdates(string frameworkId)
    {
        List<TaskStatus> statuses =
        [
            .. _ledger.Tasks.Where(task => task.FrameworkId == frameworkId)
                .Select(task => task.Unacknowledged).OfType<TaskStatus>(),
        ];
        if (statuses.Count > 0)
        {
            Forward(frameworkId, statuses);
        }

        return Task.CompletedTask;
    }

    // Returns how many of them are of tasks that the agent has.
    private async Task<int> TakeUpdates(IReadOnlyCollection<StatusUpdate> updates)
    {
        var stored = new List<Task>();
        var freed = false;
        foreach (var update in updates)
        {
            if (_ledger.Find(update.FrameworkId.Value, update.Status.TaskId.Value) is { } task)
            {
                freed |= _ledger.Update(task, update.Status, update.HasLatestState ? update.LatestState : update.Status.State);
                task.Unacknowledged = update.Status.HasUuid ? update.Status : null;
                stored.Add(TaskOf(task).Update(update.Status));
            }
        }

        if (freed)
        {
            MarkChanged();
        }

        // What the scheduler is told is durable first, so far as it is an end.
        await Task.WhenAll(stored);
        foreach (var group in updates.GroupBy(update => update.FrameworkId.Value))
        {
            Forward(group.Key, [.. group.Select(update => update.Status)]);
        }

        return stored.Count;
    }

    private void ForgetExecutor(ExecutorExited exited)
    {
        _ledger.RemoveExecutor(exited.FrameworkId.Value, exited.ExecutorId.Value);
        MarkChanged();
        GrainFactory.Find<IFrameworkGrain>(exited.FrameworkId.Value).OnExecutorExited(AgentId, exited).Ignore();
    }

    private void Forward(string frameworkId, IReadOnlyList<TaskStatus> statuses) =>
        GrainFactory.Find<IFrameworkGrain>(frameworkId)
            .OnStatusUpdates(new StatusUpdateBatch { AgentId = AgentId, Statuses = statuses }).Ignore();

    /// <returns>False when too many commands wait: it was not taken.</returns>
    private bool Send(Command command)
    {
        if (_commands.IsFull)
        {
            return false;
        }

        _commands.Add(command);
        _link?.Flush();
        return true;
    }

    private void OnLinkFailed(string sessionId) => Detach(sessionId).Ignore();
}
