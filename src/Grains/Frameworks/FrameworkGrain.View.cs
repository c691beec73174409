using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Grains.View;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>What listings show of a framework.</summary>
public sealed partial class FrameworkGrain
{
    private readonly HashSet<string> _unsettledAgents = new(StringComparer.Ordinal);
    private readonly List<string> _unsettledTasks = [];
    private bool _hadSession;

    private GatheredPublication Publication => field ??= new GatheredPublication(time, Publish);

    private IClusterViewGrain View => GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(FrameworkId));

    /// <inheritdoc />
    public Task<FrameworkReport> Describe() => Task.FromResult(State.Info is null
        ? new FrameworkReport()
        : new FrameworkReport
        {
            Framework = DescribeFramework(),
            AgentIds = [.. State.Agents],
            CompletedTaskIds = [.. State.Completed],
        });

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ShowChanges()
    {
        List<string> agents = [.. _unsettledAgents];
        List<string> tasks = [.. _unsettledTasks];
        _unsettledAgents.Clear();
        _unsettledTasks.Clear();
        if (Publication.IsPending && State.Info is not null)
        {
            Publication.Done();
            await View.Show(new ViewChanges { Frameworks = [DescribeFramework()] });
        }

        foreach (var some in agents.Chunk(Limits.FanOutMax))
        {
            await Task.WhenAll(some.Select(id => GrainFactory.Find<IAgentGrain>(id).ShowChanges()));
        }

        return tasks;
    }

    // What listings of the silo that took the call must show. Older ones have long been published by themselves.
    private void RememberUnsettled(string agentId, IReadOnlyList<string> tasks)
    {
        if (_unsettledTasks.Count + tasks.Count > Limits.UnsettledTasksMax)
        {
            _unsettledTasks.Clear();
            _unsettledAgents.Clear();
        }

        _unsettledAgents.Add(agentId);
        _unsettledTasks.AddRange(tasks);
    }

    private void MarkChanged() => Publication.Schedule();

    // Also without delay, where what follows must not be shown first.
    private void Publish()
    {
        Publication.Done();
        View.Publish(new ViewChanges { Frameworks = [DescribeFramework()] }).Ignore();
    }

    private GetFrameworks.Types.Framework DescribeFramework()
    {
        var framework = new GetFrameworks.Types.Framework
        {
            FrameworkInfo = State.Info,
            Active = IsConnected,
            Connected = IsConnected,
            Recovered = IsKnown && !IsConnected && !_hadSession,
            RegisteredTime = Time(State.RegisteredAt),
            ReregisteredTime = Time(State.ReregisteredAt ?? State.RegisteredAt),
        };

        if (State.RemovedAt is { } removed)
        {
            framework.UnregisteredTime = Time(removed);
        }

        if (State.Constraints is not null)
        {
            framework.OfferConstraints = State.Constraints;
        }

        framework.Offers.Add(_offers.Values.Select(offer => offer.Offer));

        return framework;
    }

    private static TimeInfo Time(DateTimeOffset moment) =>
        new() { Nanoseconds = (moment - DateTimeOffset.UnixEpoch).Ticks * 100 };
}
