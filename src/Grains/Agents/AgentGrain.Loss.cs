using MesosOrleans.Core.Agents;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Agents;

/// <summary>
/// How an agent is lost: unreachable, gone, removed (http-api.md 6.2). That it is lost is durable first; then its tasks'
/// frameworks and everybody else are told, again after a restart in between.
/// </summary>
public sealed partial class AgentGrain
{
    private AgentLoss Loss => State.Standing switch
    {
        AgentStanding.Gone => AgentLoss.Gone,
        AgentStanding.Unreachable => AgentLoss.Unreachable(State.LossMessage ?? ""),
        _ => AgentLoss.Removed(State.Info!.Hostname, State.LossMessage ?? ""),
    };

    /// <inheritdoc />
    public async Task<CallResult> MarkGone()
    {
        if (State.Standing == AgentStanding.Gone)
        {
            return CallResult.Ok;
        }

        if (!IsKnown)
        {
            return new CallResult { Status = 404, Message = $"Agent '{AgentId}' not found" };
        }

        await BecomeLost(AgentStanding.Gone, AgentLoss.Gone);
        return CallResult.Ok;
    }

    // cause: for the standings whose loss has no fixed words. reason: Mesos's word for its count, where it has one.
    private async Task BecomeLost(AgentStanding standing, AgentLoss loss, string? cause = null, string? reason = null)
    {
        LogLost(AgentId, standing, loss.Message);
        Count(standing, reason);
        State.Standing = standing;
        State.UnreachableSince = standing == AgentStanding.Unreachable ? time.GetUtcNow() : null;
        State.LossMessage = cause ?? loss.Message;
        if (standing == AgentStanding.Removed)
        {
            _availability = AgentAvailability.Active;
        }

        State.IsLossTold = false;
        await _writer.WriteAsync();
        if (standing != AgentStanding.Unreachable)
        {
            _link?.Shutdown(cause ?? loss.Message);
            _link = null;
            _attached = false;
        }

        await TellLoss();
    }

    // Mesos does not count agents that are marked gone.
    private void Count(AgentStanding standing, string? reason)
    {
        if (standing != AgentStanding.Gone)
        {
            Counters.Removed(reason);
        }

        if (standing == AgentStanding.Unreachable)
        {
            Counters.Add(_attached ? "master/slave_unreachable_completed" : "master/recovery_slave_removals");
        }
    }

    // What a restart interrupted, and whatever of it could not be done before.
    private Task FinishLoss() => State.IsLossTold ? Task.CompletedTask : TellLoss();

    private async Task TellLoss()
    {
        var loss = Loss;
        var isFinal = State.Standing != AgentStanding.Unreachable;
        var lost = _ledger.Tasks
            .Where(task => !task.Committing && (task.HoldsResources || (isFinal && task.State == TaskState.TaskUnreachable))).ToList();
        foreach (var group in lost.GroupBy(task => task.FrameworkId))
        {
            Forward(group.Key, await Lose(group, loss));
        }

        if (isFinal)
        {
            _ledger.Clear();
        }

        TellOperationsOfLoss(State.Standing, loss.Message);
        RemoveFromAllocatorAndView();
        await TellFrameworks();
        if (State.Standing == AgentStanding.Registered)
        {
            // It came back meanwhile.
            return;
        }

        await Unlist();
        State.IsLossTold = true;
        await _writer.WriteAsync();
        MayGoAway();
    }

    private async Task<IReadOnlyList<TaskStatus>> Lose(IEnumerable<LedgerTask> tasks, AgentLoss loss)
    {
        var statuses = new List<TaskStatus>();
        foreach (var task in tasks)
        {
            var status = loss.StatusOf(task.TaskId, AgentId, State.UnreachableSince ?? time.GetUtcNow());
            if (_ledger.Find(task.FrameworkId, task.TaskId) == task)
            {
                _ledger.Update(task, status, status.State);
            }

            await TaskOf(task).Update(status);
            statuses.Add(status);
        }

        return statuses;
    }

    // Every framework hears of it, whether it has tasks here or not.
    private async Task TellFrameworks()
    {
        foreach (var shard in DirectoryKey.All(DirectoryKey.Frameworks))
        {
            foreach (var framework in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
            {
                GrainFactory.Find<IFrameworkGrain>(framework).OnAgentLost(AgentId).Ignore();
            }
        }
    }

    private async Task List(bool wasUnreachable)
    {
        await DirectoryOf(DirectoryKey.Agents).Add(AgentId);
        if (wasUnreachable)
        {
            await DirectoryOf(DirectoryKey.UnreachableAgents).Remove(AgentId);
        }
    }

    private async Task Unlist()
    {
        if (State.Standing == AgentStanding.Unreachable)
        {
            await DirectoryOf(DirectoryKey.UnreachableAgents).Add(AgentId);
        }
        else
        {
            await DirectoryOf(DirectoryKey.UnreachableAgents).Remove(AgentId);
        }

        await DirectoryOf(DirectoryKey.Agents).Remove(AgentId);
    }

    private IDirectoryGrain DirectoryOf(string kind) => GrainFactory.GetGrain<IDirectoryGrain>(DirectoryKey.Of(kind, AgentId));

    // A launch that became durable while the agent was being lost.
    private async Task LoseLaunched(IEnumerable<LedgerTask> tasks)
    {
        foreach (var group in tasks.GroupBy(task => task.FrameworkId))
        {
            Forward(group.Key, await Lose(group, Loss));
            foreach (var task in group)
            {
                _ledger.Remove(task.FrameworkId, task.TaskId);
            }
        }
    }

    [LoggerMessage(1113, LogLevel.Warning, "Agent {AgentId} is {Standing}: {Cause}")]
    private partial void LogLost(string agentId, AgentStanding standing, string cause);
}
