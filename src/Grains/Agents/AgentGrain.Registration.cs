using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Maintenance;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Tasks;
using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Maintenance;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Agents;

/// <summary>How an agent comes, is missed, and leaves (agent.md 1, 2).</summary>
public sealed partial class AgentGrain
{
    /// <inheritdoc />
    public async Task<AttachResult> Attach(AgentAttachment attachment)
    {
        var register = attachment.Register;
        var maintenance = await Maintenance.Find(register.AgentInfo.Hostname, attachment.Ip);
        var adopted = false;
        if ((Refusal(attachment, maintenance) ?? TakeResources(register, out adopted)) is { } refusal)
        {
            return new AttachResult { Refusal = refusal };
        }

        var first = State.Info is null;
        var sameActivation = _attached;
        var before = State.Standing;
        var obeyedNewer = (register.LastCommand?.Epoch ?? 0) > (ulong)State.Epoch;
        var address = Address;
        _isReplaced = false;
        TakeInfo(register, attachment.Ip, first);
        _maintenance = maintenance;

        CancelLoss();

        // Commands that were made for another set must not reach the node.
        Connect(attachment, sameActivation && !adopted && !obeyedNewer);
        _sentCheckpoint = register.Checkpoint?.Id;
        var changes = Reconcile(register);
        await _writer.WriteAsync();
        SendCheckpoint();
        StayAlive();
        await List(wasUnreachable: before == AgentStanding.Unreachable);
        await ResolveMissing(changes.Missing, register);
        await TakeStates(changes.Returned, before);
        _attached = true;
        _arrived.TrySetResult();
        if (Address != address)
        {
            TakeAddress(first).Ignore();
        }

        LogRegistered(AgentId, State.Info!.Hostname, register.Tasks.Count);
        Counters.Registered(first);
        _ledger.Touch();
        MarkChanged();
        Publish();
        SendDrain();
        await SettleDrain();
        _link?.Flush();
        return new AttachResult();
    }

    /// <inheritdoc />
    public Task<bool> KeepAlive(string sessionId) => Task.FromResult(_attached && !_isFailed && _link?.SessionId == sessionId);

    /// <inheritdoc />
    public async Task Detach(string sessionId, TimeSpan silence = default)
    {
        if (_link?.SessionId == sessionId)
        {
            _link = null;
            _awaySince = time.GetUtcNow() - silence;
            LogDisconnected(AgentId);
            _ledger.Touch();
            MarkChanged();
            if (_isReplaced)
            {
                await BecomeReplaced();
            }
        }
    }

    // After the grain has moved its node is back in a moment: nothing must fail for that.
    private async Task AwaitNode()
    {
        // Before the first attachment the node is away since this activation began.
        var left = Limits.AttachPatience - (time.GetUtcNow() - _awaySince);
        if (IsRecovered && left > TimeSpan.Zero)
        {
            await _arrived.Task.WaitAsync(left, time)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private string? Refusal(AgentAttachment attachment, AgentMaintenance maintenance)
    {
        if (State.Standing == AgentStanding.Gone)
        {
            return AgentLoss.Gone.Message;
        }

        if (maintenance.Mode == MachineMode.Down)
        {
            return "Machine is `DOWN`";
        }

        // Two nodes with one id: a work directory was copied.
        return _link is not null && _link.SessionId != attachment.SessionId
            && (State.Ip != attachment.Ip || State.Info!.Hostname != attachment.Register.AgentInfo.Hostname)
            ? $"Agent {AgentId} is registered on {State.Info!.Hostname} ({State.Ip})"
            : null;
    }

    private void TakeInfo(Register register, string ip, bool first)
    {
        var now = time.GetUtcNow();
        State.Info = register.AgentInfo.Clone();
        State.Info.Id = new AgentID { Value = AgentId };
        State.NodeVersion = register.Version;
        State.Capabilities = [.. register.Capabilities];
        State.Ip = ip;
        // A node that has obeyed a silo with newer storage takes nothing from an older epoch.
        State.Epoch = Math.Max(State.Epoch, (long)(register.LastCommand?.Epoch ?? 0)) + 1;
        State.Standing = AgentStanding.Registered;
        State.UnreachableSince = null;
        State.LossMessage = null;
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

        var session = ServiceProvider.GetService<LocalObservers>()?.Nearest(attachment.SessionId, attachment.Session)
            ?? attachment.Session;
        _link = new AgentLinkPump(attachment.SessionId, session, _commands, OnLinkFailed);
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
            SharesCgroups = TaskValidator.SharesCgroups(reported.Container),
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
        var undelivered = new List<TaskCreation>();
        foreach (var task in missing)
        {
            var record = await TaskOf(task).Get();
            if (record is null || TaskStates.IsTerminal(record.State))
            {
                _ledger.Remove(task.FrameworkId, task.TaskId);
            }
            else if (record.State == TaskState.TaskStaging && await TaskOf(task).GetLaunch() is { } launch)
            {
                undelivered.Add(launch);
            }
            else
            {
                var lost = MasterStatus(
                    task, TaskState.TaskDropped, TaskStatus.Types.Reason.Reconciliation,
                    "Reconciliation: task unknown to the agent");
                lost.Source = TaskStatus.Types.Source.Agent;
                _ledger.Update(task, lost, lost.State);
                await TaskOf(task).Update(lost);
                _ledger.Remove(task.FrameworkId, task.TaskId);
                Forward(task.FrameworkId, [lost]);
            }
        }

        SendAgain(undelivered, executors);
    }

    // Frameworks that were told of a loss hear that it was none; to others nothing has happened.
    private async Task TakeStates(List<LedgerTask> returned, AgentStanding before)
    {
        var message = before == AgentStanding.Unreachable ? "Unreachable agent re-reregistered" : "Unknown agent reregistered";
        foreach (var group in returned.GroupBy(task => task.FrameworkId))
        {
            var statuses = new List<TaskStatus>();
            foreach (var task in group)
            {
                var status = MasterStatus(task, task.State, TaskStatus.Types.Reason.AgentReregistered, message);
                var result = await TaskOf(task).Update(status);
                if (result == TaskUpdateResult.Applied)
                {
                    statuses.Add(status);
                }
                else if (result == TaskUpdateResult.Unchanged && !TaskStates.IsTerminal(task.State))
                {
                    // It has ended for its framework: it was lost, or its framework was removed. It must not run on.
                    Send(new Command { Kill = KillOf(task) });
                }
            }

            if (before is AgentStanding.Unreachable or AgentStanding.Removed && statuses.Count > 0)
            {
                Forward(group.Key, statuses);
            }
        }
    }

    private static KillTask KillOf(LedgerTask task) => new()
    {
        FrameworkId = new FrameworkID { Value = task.FrameworkId },
        TaskId = new TaskID { Value = task.TaskId },
    };

    private async Task CheckConnection(CancellationToken cancellationToken)
    {
        if (_isFailed || State.Info is null)
        {
            return;
        }

        if (State.Standing != AgentStanding.Registered)
        {
            await FinishLoss();
            return;
        }

        if (_attached && time.GetUtcNow() - _reportedAt >= Limits.AgentReportInterval)
        {
            ScheduleReport();
        }

        TellOperationsAgain();
        await SettleDrain();
        await CheckPresence();
        await AskMaintenance();
    }

    private async Task CheckPresence()
    {
        if (_link is not null || State.Standing != AgentStanding.Registered)
        {
            return;
        }

        var patience = _attached ? options.Value.AgentPingTimeout : options.Value.AgentReregisterTimeout;
        if (time.GetUtcNow() - _awaySince < patience)
        {
            return;
        }

        if (_attached && !_isLossDue)
        {
            _isLossDue = true;
            Counters.Add("master/slave_unreachable_scheduled");
        }

        if (await GrainFactory.GetGrain<IClusterGrain>(0).TryAcquireAgentRemoval() && _link is null)
        {
            _isLossDue = false;
            var cause = _attached ? "health check timed out" : "did not reregister in time";
            await BecomeLost(AgentStanding.Unreachable, AgentLoss.Unreachable(cause), reason: "unhealthy");
        }
    }

    // It came back while it waited for its turn to be lost.
    private void CancelLoss()
    {
        if (_isLossDue)
        {
            _isLossDue = false;
            Counters.Add("master/slave_unreachable_canceled");
        }
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
}
