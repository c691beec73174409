using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Microsoft.Extensions.Logging;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>The scheduler's calls other than SUBSCRIBE and ACCEPT (http-api.md 4.1, 4.3, 4.7).</summary>
public sealed partial class FrameworkGrain
{
    /// <inheritdoc />
    public async Task<CallResult> Call(SchedulerCall call)
    {
        if (Gate(call) is { } refusal)
        {
            Counters.Refused(call.Call);
            return refusal;
        }

        Counters.Call(call.Call, State.Info!.HasPrincipal ? State.Info.Principal : null);
        switch (call.Call.Type)
        {
            case Protocol.V1.SchedulerApi.Call.Types.Type.Teardown:
                await Remove("Framework torn down");
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Accept:
                await Accept(call.Call.Accept);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Decline:
                await Decline(call.Call.Decline);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.AcceptInverseOffers:
                AnswerInverseOffers(call.Call.AcceptInverseOffers.InverseOfferIds, true, call.Call.AcceptInverseOffers.Filters);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.DeclineInverseOffers:
                AnswerInverseOffers(call.Call.DeclineInverseOffers.InverseOfferIds, false, call.Call.DeclineInverseOffers.Filters);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Revive:
                await Revive(call.Call.Revive?.Roles ?? []);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Suppress:
                await Suppress(call.Call.Suppress?.Roles ?? []);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Kill:
                await Kill(call.Call.Kill);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Acknowledge:
                await Acknowledge(call.Call.Acknowledge);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Reconcile:
                await Reconcile(call.Call.Reconcile);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.AcknowledgeOperationStatus:
                await AcknowledgeOperation(call.Call.AcknowledgeOperationStatus);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.ReconcileOperations:
                await ReconcileOperations(call.Call.ReconcileOperations.Operations);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Message:
                await Message(call.Call.Message);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.Shutdown:
                await Shutdown(call.Call.Shutdown);
                break;
            case Protocol.V1.SchedulerApi.Call.Types.Type.UpdateFramework:
                return await Update(call.Call.UpdateFramework, call.Principal);
            case Protocol.V1.SchedulerApi.Call.Types.Type.Unknown:
                return new CallResult { Status = 501, Message = "501 Not Implemented." };
            default:
                // REQUEST has nothing to act on.
                break;
        }

        return CallResult.Accepted;
    }

    /// <inheritdoc />
    public async Task<bool> KillTask(string taskId)
    {
        if (!IsKnown || await TaskOf(taskId).Get() is not { } task || TaskStates.IsTerminal(task.State))
        {
            return false;
        }

        return await GrainFactory.Find<IAgentGrain>(task.AgentId.Value)
            .Kill(new KillTask { FrameworkId = State.Info!.Id, TaskId = task.TaskId }) == KillOutcome.Sent;
    }

    private CallResult? Gate(SchedulerCall call)
    {
        if (!IsKnown)
        {
            return CallResult.BadRequest("Framework cannot be found");
        }

        if (call.Principal is not null && State.Info!.HasPrincipal && call.Principal != State.Info.Principal)
        {
            return CallResult.BadRequest(
                $"Authenticated principal '{call.Principal}' does not match principal '{State.Info.Principal}' set in `FrameworkInfo`");
        }

        if (_outbox is null)
        {
            return CallResult.Forbidden("Framework is not subscribed");
        }

        if (call.StreamId is null)
        {
            return CallResult.BadRequest("All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        }

        return call.StreamId == _outbox.StreamId
            ? null
            : CallResult.BadRequest(
                $"The stream ID '{call.StreamId}' included in this request didn't match the stream ID currently associated with framework ID {FrameworkId}");
    }

    private async Task Revive(IReadOnlyCollection<string> roles)
    {
        if (!AreSubscribed(roles))
        {
            return;
        }

        var revived = roles.Count == 0 ? Capabilities.RolesOf(State.Info!) : roles;
        State.Suppressed.ExceptWith(revived);
        await _writer.WriteAsync();
        foreach (var role in revived)
        {
            _revives[role] = ++_demandSequence;
        }

        await TellDemand();
    }

    private async Task Suppress(IReadOnlyCollection<string> roles)
    {
        if (!AreSubscribed(roles))
        {
            return;
        }

        State.Suppressed.UnionWith(roles.Count == 0 ? Capabilities.RolesOf(State.Info!) : roles);
        await _writer.WriteAsync();
        await TellDemand();
    }

    // A call that names a role which is invalid or not subscribed is dropped as a whole.
    private bool AreSubscribed(IReadOnlyCollection<string> roles)
    {
        var subscribed = Capabilities.RolesOf(State.Info!);
        return roles.All(subscribed.Contains);
    }

    private async Task Kill(Call.Types.Kill kill)
    {
        var agentId = kill.AgentId?.Value ?? (await TaskOf(kill.TaskId.Value).Get())?.AgentId.Value;
        var command = new KillTask { FrameworkId = State.Info!.Id, TaskId = kill.TaskId };
        if (kill.KillPolicy is not null)
        {
            command.KillPolicy = kill.KillPolicy;
        }

        if (agentId is not null && await GrainFactory.Find<IAgentGrain>(agentId).Kill(command) != KillOutcome.Unknown)
        {
            return;
        }

        // Who names another agent than the task's is not answered at all.
        if (kill.AgentId is not null && await IsElsewhere(kill.TaskId.Value, kill.AgentId.Value))
        {
            LogWrongAgent(FrameworkId, kill.TaskId.Value, kill.AgentId.Value);
            return;
        }

        await ReconcileOne(kill.TaskId.Value, kill.AgentId?.Value);
    }

    private async Task<bool> IsElsewhere(string taskId, string agentId) =>
        await TaskOf(taskId).Get() is { } task && !TaskStates.IsTerminal(task.State)
        && task.State != TaskState.TaskUnreachable && task.AgentId.Value != agentId;

    [LoggerMessage(1221, LogLevel.Information, "KILL of task {TaskId} of framework {FrameworkId} names agent {AgentId}, where it is not")]
    private partial void LogWrongAgent(string frameworkId, string taskId, string agentId);

    private Task Acknowledge(Call.Types.Acknowledge acknowledge)
    {
        // Known agents only: a grain must not come to life for an id that somebody made up.
        return State.Agents.Contains(acknowledge.AgentId.Value)
            ? GrainFactory.Find<IAgentGrain>(acknowledge.AgentId.Value).Acknowledge(new AcknowledgeStatus
            {
                FrameworkId = State.Info!.Id,
                TaskId = acknowledge.TaskId,
                Uuid = acknowledge.Uuid,
            })
            : Task.CompletedTask;
    }

    private async Task Reconcile(Call.Types.Reconcile reconcile)
    {
        if (reconcile.Tasks.Count > 0)
        {
            foreach (var some in reconcile.Tasks.Chunk(Limits.FanOutMax))
            {
                await Task.WhenAll(some.Select(task => ReconcileOne(task.TaskId.Value, task.AgentId?.Value)));
            }

            return;
        }

        foreach (var some in State.Agents.ToList().Chunk(Limits.FanOutMax))
        {
            var answers = await Task.WhenAll(some.Select(agent =>
                GrainFactory.Find<IAgentGrain>(agent).TasksOf(FrameworkId)));
            foreach (var status in answers.SelectMany(statuses => statuses))
            {
                if (status.State != TaskState.TaskUnreachable)
                {
                    EmitReconciled(status.TaskId.Value, status.AgentId.Value, status.State, "Reconciliation: Latest task state", status);
                }
            }
        }
    }

    private async Task ReconcileOne(string taskId, string? agentId)
    {
        var record = await TaskOf(taskId).Get();
        if (record is not null && record.State != TaskState.TaskUnreachable && !TaskStates.IsTerminal(record.State))
        {
            await EmitLive(record);
            return;
        }

        if (record is not null && TaskStates.IsTerminal(record.State) && await IsUnacknowledged(record))
        {
            EmitUpdate(TaskLifecycle.Reconciled(record, Timestamp(), IsPartitionAware));
            return;
        }

        var standing = agentId is null ? AgentStanding.Unknown : await GrainFactory.Find<IAgentGrain>(agentId).Standing();
        switch (standing)
        {
            case AgentStanding.Recovered:
                break;
            case AgentStanding.Registered:
                EmitReconciled(taskId, agentId, TaskState.TaskGone, "Reconciliation: Task is unknown to the agent", null);
                break;
            case AgentStanding.Unreachable:
                await EmitUnreachable(taskId, agentId!, record?.Statuses.LastOrDefault());
                break;
            case AgentStanding.Gone:
                EmitReconciled(taskId, agentId, TaskState.TaskGoneByOperator, "Reconciliation: Task is gone", null);
                break;
            default:
                EmitReconciled(taskId, agentId, TaskState.TaskUnknown, "Reconciliation: Task is unknown", null);
                break;
        }
    }

    // What a task did after its launch may have been lost with the silo that knew it: the agent's ledger knows it too, once
    // its node is back. Until then nothing is said, as by Mesos.
    private async Task EmitLive(Protocol.V1.Task record)
    {
        if (record.State == TaskState.TaskStaging)
        {
            var agent = GrainFactory.Find<IAgentGrain>(record.AgentId.Value);
            if (await agent.Standing() == AgentStanding.Recovered)
            {
                return;
            }

            var newest = (await agent.TasksOf(FrameworkId)).FirstOrDefault(status => status.TaskId.Equals(record.TaskId));
            if (newest is not null && newest.State != TaskState.TaskStaging)
            {
                record = record.Clone();
                record.State = newest.State;
                record.Statuses.Add(newest);
            }
        }

        EmitUpdate(TaskLifecycle.Reconciled(record, Timestamp(), IsPartitionAware));
    }

    // An ended task counts as known until its scheduler has acknowledged the end.
    private async Task<bool> IsUnacknowledged(Protocol.V1.Task record)
    {
        var statuses = await GrainFactory.Find<IAgentGrain>(record.AgentId.Value).TasksOf(FrameworkId);
        return statuses.Any(status => status.TaskId.Equals(record.TaskId));
    }

    private async Task EmitUnreachable(string taskId, string agentId, TaskStatus? latest)
    {
        var since = await GrainFactory.Find<IAgentGrain>(agentId).UnreachableSince();
        EmitReconciled(
            taskId, agentId, TaskState.TaskUnreachable, "Reconciliation: Task is unreachable", latest,
            since is { } moment ? new TimeInfo { Nanoseconds = (moment - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick } : null);
    }

    private void EmitReconciled(
        string taskId, string? agentId, TaskState state, string message, TaskStatus? latest, TimeInfo? unreachableSince = null)
    {
        var status = new TaskStatus
        {
            TaskId = new TaskID { Value = taskId },
            State = TaskStates.ForFramework(state, IsPartitionAware),
            Source = TaskStatus.Types.Source.Master,
            Reason = Reason.Reconciliation,
            Message = message,
            Timestamp = Timestamp(),
        };
        if (agentId is not null)
        {
            status.AgentId = new AgentID { Value = agentId };
        }

        if (unreachableSince is not null)
        {
            status.UnreachableTime = unreachableSince;
        }

        TaskLifecycle.CopyLiveness(latest, status);
        EmitUpdate(status);
    }

    private async Task Message(Call.Types.Message message)
    {
        if (State.Agents.Contains(message.AgentId.Value))
        {
            await GrainFactory.Find<IAgentGrain>(message.AgentId.Value).SendMessage(new FrameworkMessage
            {
                FrameworkId = State.Info!.Id,
                ExecutorId = message.ExecutorId,
                Data = message.Data,
            });
        }
    }

    private async Task Shutdown(Call.Types.Shutdown shutdown)
    {
        if (State.Agents.Contains(shutdown.AgentId.Value))
        {
            await GrainFactory.Find<IAgentGrain>(shutdown.AgentId.Value).ShutdownExecutor(new ShutdownExecutor
            {
                FrameworkId = State.Info!.Id,
                ExecutorId = shutdown.ExecutorId,
            });
        }
    }
}
