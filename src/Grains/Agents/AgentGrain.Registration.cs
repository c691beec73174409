using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Agents;

/// <summary>How an agent comes, is missed, and leaves (agent.md 1, 2).</summary>
public sealed partial class AgentGrain
{
    /// <inheritdoc />
    public async Task<AttachResult> Attach(AgentAttachment attachment)
    {
        if (State.Standing == AgentStanding.Gone)
        {
            return new AttachResult { Refusal = "Agent has been marked gone" };
        }

        var register = attachment.Register;
        if (TakeResources(register, out var adopted) is { } incompatible)
        {
            return new AttachResult { Refusal = incompatible };
        }

        var first = State.Info is null;
        var sameActivation = _attached;
        var wasLost = State.Standing == AgentStanding.Unreachable;
        TakeInfo(register, attachment.Ip, first);
        // Commands that were made for another set must not reach the node.
        Connect(attachment, sameActivation && !adopted);
        _sentCheckpoint = register.Checkpoint?.Id;
        var changes = Reconcile(register);
        await _writer.WriteAsync();
        SendCheckpoint();
        if (first)
        {
            StayAlive();
            await GrainFactory.GetGrain<IDirectoryGrain>(DirectoryKey.Of(DirectoryKey.Agents, AgentId)).Add(AgentId);
        }

        await ResolveMissing(changes.Missing, register);
        await TakeStates(changes.Returned, tellFrameworks: wasLost);
        _attached = true;
        _arrived.TrySetResult();
        LogRegistered(AgentId, State.Info!.Hostname, register.Tasks.Count);
        Counters.Registered(first);
        MarkChanged();
        _link?.Flush();
        return new AttachResult();
    }

    /// <inheritdoc />
    public Task<bool> KeepAlive(string sessionId) => Task.FromResult(_attached && !_isFailed && _link?.SessionId == sessionId);

    /// <inheritdoc />
    public Task Detach(string sessionId)
    {
        if (_link?.SessionId == sessionId)
        {
            _link = null;
            _awaySince = time.GetUtcNow();
            LogDisconnected(AgentId);
            MarkChanged();
        }

        return Task.CompletedTask;
    }

    // After the grain has moved its node is back in a moment: nothing must fail for that.
    private async Task AwaitNode()
    {
        if (!_attached && State.Standing == AgentStanding.Registered)
        {
            await _arrived.Task.WaitAsync(Limits.AttachPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private void TakeInfo(Register register, string ip, bool first)
    {
        var now = time.GetUtcNow();
        State.Info = register.AgentInfo.Clone();
        State.Info.Id = new AgentID { Value = AgentId };
        State.NodeVersion = register.Version;
        State.Capabilities = [.. register.Capabilities];
        State.Ip = ip;
        State.Epoch++;
        State.Standing = AgentStanding.Registered;
        if (first)
        {
            State.RegisteredAt = now;
        }
        else
        {
            State.ReregisteredAt = now;
        }
    }

    private void Connect(AgentAttachment attachment, bool sameActivation)
    {
        if (sameActivation && attachment.Register.LastCommand is { } last)
        {
            _commands.Rewind(last);
        }
        else
        {
            _commands.Begin((ulong)State.Epoch);
        }

        _link = new AgentLinkPump(attachment.SessionId, attachment.Session, _commands, OnLinkFailed);
    }

    // The node's word on its own tasks counts; what it does not know is looked up in ResolveMissing.
    private (List<LedgerTask> Missing, List<LedgerTask> Returned) Reconcile(Register register)
    {
        var known = new HashSet<(string, string)>();
        var returned = new List<LedgerTask>();
        var executors = register.Executors
            .Select(executor => (executor.FrameworkId.Value, executor.ExecutorId.Value)).ToHashSet();
        ForgetExecutorsBut(executors);
        foreach (var executor in register.Executors)
        {
            var resources = ResourceSet.FromProto(executor.Resources);
            _ledger.AdoptExecutor(
                executor.FrameworkId.Value, executor.ExecutorId.Value, RoleOf(executor.Resources), resources);
            _ledger.Describe(executor);
        }

        foreach (var reported in register.Tasks)
        {
            known.Add((reported.FrameworkId.Value, reported.TaskId.Value));
            var task = _ledger.Find(reported.FrameworkId.Value, reported.TaskId.Value);
            if (task is null || task.State != reported.State)
            {
                task = ToLedger(reported);
                _ledger.Adopt(task, reported.State);
                returned.Add(task);
            }
        }

        var missing = _ledger.Tasks
            .Where(task => !known.Contains((task.FrameworkId, task.TaskId)) && !task.Committing && !IsOnItsWay(task))
            .ToList();
        return (missing, returned);
    }

    // An executor whose end was told while nobody listened, unless its first launch has not been delivered yet.
    private void ForgetExecutorsBut(HashSet<(string, string)> known)
    {
        var coming = _ledger.Tasks.Where(task => task.ExecutorId is not null && (task.Committing || IsOnItsWay(task)))
            .Select(task => (task.FrameworkId, task.ExecutorId!)).ToHashSet();
        foreach (var (framework, executor) in _ledger.Executors.Where(key => !known.Contains(key) && !coming.Contains(key)).ToList())
        {
            _ledger.RemoveExecutor(framework, executor);
        }
    }

    private bool IsOnItsWay(LedgerTask task) => _commands.HasLaunchOf(task.FrameworkId, task.TaskId);

    private static LedgerTask ToLedger(Protocol.V1.Task reported)
    {
        var task = new LedgerTask
        {
            FrameworkId = reported.FrameworkId.Value,
            TaskId = reported.TaskId.Value,
            Role = RoleOf(reported.Resources),
            ExecutorId = reported.ExecutorId?.Value is { Length: > 0 } executor ? executor : null,
            Resources = ResourceSet.FromProto(reported.Resources),
        };
        return task;
    }

    private static string RoleOf(IEnumerable<Resource> resources) =>
        resources.Select(resource => resource.AllocationInfo?.Role).FirstOrDefault(role => role is not null) ?? "*";

    // A task that this ledger has and the node has not: launched but never delivered, ended and acknowledged
    // meanwhile, or lost by the node.
    private async Task ResolveMissing(List<LedgerTask> missing, Register register)
    {
        var executors = register.Executors
            .Select(executor => (executor.FrameworkId.Value, executor.ExecutorId.Value)).ToHashSet();
        foreach (var task in missing)
        {
            var record = await TaskOf(task).Get();
            if (record is null || TaskStates.IsTerminal(record.State))
            {
                _ledger.Remove(task.FrameworkId, task.TaskId);
            }
            else if (record.State == TaskState.TaskStaging && await TaskOf(task).GetLaunch() is { } launch)
            {
                SendAgain(launch, executors);
            }
            else
            {
                var lost = MasterStatus(
                    task, TaskState.TaskGone, TaskStatus.Types.Reason.Reconciliation,
                    "Reconciliation: task unknown to the agent");
                _ledger.Update(task, lost, lost.State);
                await TaskOf(task).Update(lost);
                _ledger.Remove(task.FrameworkId, task.TaskId);
                Forward(task.FrameworkId, [lost]);
            }
        }
    }

    // Frameworks that were told of a loss hear that it was none; to others nothing has happened.
    private async Task TakeStates(List<LedgerTask> returned, bool tellFrameworks)
    {
        foreach (var group in returned.GroupBy(task => task.FrameworkId))
        {
            var statuses = new List<TaskStatus>();
            foreach (var task in group)
            {
                var status = MasterStatus(
                    task, task.State, TaskStatus.Types.Reason.AgentReregistered, "Unreachable agent re-reregistered");
                if (await TaskOf(task).Update(status) == Interfaces.Tasks.TaskUpdateResult.Applied)
                {
                    statuses.Add(status);
                }
            }

            if (tellFrameworks && statuses.Count > 0)
            {
                Forward(group.Key, statuses);
            }
        }
    }

    private async Task CheckConnection(CancellationToken cancellationToken)
    {
        if (_attached && !_isFailed && time.GetUtcNow() - _reportedAt >= Limits.AgentReportInterval)
        {
            ScheduleReport();
        }

        TellOperationsAgain();
        if (_link is not null || State.Standing != AgentStanding.Registered)
        {
            return;
        }

        var patience = _attached ? options.Value.AgentPingTimeout : options.Value.AgentReregisterTimeout;
        if (time.GetUtcNow() - _awaySince >= patience)
        {
            await BecomeLost(
                AgentStanding.Unreachable, TaskState.TaskUnreachable,
                _attached ? "health check timed out" : "did not reregister in time");
        }
    }

    private async Task BecomeLost(AgentStanding standing, TaskState state, string cause)
    {
        LogLost(AgentId, standing, cause);
        Count(standing);
        State.Standing = standing;
        var lost = _ledger.Tasks.Where(task => task.HoldsResources).ToList();
        foreach (var group in lost.GroupBy(task => task.FrameworkId))
        {
            var statuses = new List<TaskStatus>();
            foreach (var task in group)
            {
                var status = MasterStatus(
                    task, state, TaskStatus.Types.Reason.AgentRemoved, $"Agent {State.Info!.Hostname} removed: {cause}");
                if (state == TaskState.TaskUnreachable)
                {
                    status.UnreachableTime = new TimeInfo { Nanoseconds = Nanoseconds(time.GetUtcNow()) };
                }

                _ledger.Update(task, status, state);
                await TaskOf(task).Update(status);
                statuses.Add(status);
            }

            Forward(group.Key, statuses);
            GrainFactory.GetGrain<IFrameworkGrain>(group.Key).OnAgentLost(AgentId).Ignore();
        }

        TellOperationsOfLoss(standing);
        RemoveFromAllocatorAndView();
        await _writer.WriteAsync();
    }

    private void Count(AgentStanding standing)
    {
        if (standing != AgentStanding.Unreachable)
        {
            Counters.Removed("unregistered");
            return;
        }

        Counters.Add("master/slave_unreachable_scheduled");
        Counters.Add("master/slave_unreachable_completed");
        Counters.Removed("unhealthy");
        if (!_attached)
        {
            Counters.Add("master/recovery_slave_removals");
        }
    }

    private async Task Leave()
    {
        await BecomeLost(AgentStanding.Gone, TaskState.TaskGone, "agent unregistered");
        _link = null;
    }

    private TaskStatus MasterStatus(LedgerTask task, TaskState state, TaskStatus.Types.Reason reason, string message) => new()
    {
        TaskId = new TaskID { Value = task.TaskId },
        AgentId = new AgentID { Value = AgentId },
        State = state,
        Source = TaskStatus.Types.Source.Master,
        Reason = reason,
        Message = message,
        Timestamp = Nanoseconds(time.GetUtcNow()) / 1e9,
    };

    private static long Nanoseconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks * 100;

    [LoggerMessage(1111, LogLevel.Information, "Agent {AgentId} on {Hostname} registered with {Tasks} tasks")]
    private partial void LogRegistered(string agentId, string hostname, int tasks);

    [LoggerMessage(1112, LogLevel.Information, "Agent {AgentId} disconnected")]
    private partial void LogDisconnected(string agentId);

    [LoggerMessage(1113, LogLevel.Warning, "Agent {AgentId} is {Standing}: {Cause}")]
    private partial void LogLost(string agentId, AgentStanding standing, string cause);
}
