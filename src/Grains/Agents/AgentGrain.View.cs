using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Grains.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Agents;

/// <summary>What listings show of an agent: always the whole, gathered for a moment.</summary>
public sealed partial class AgentGrain
{
    private GatheredPublication Publication => field ??= new GatheredPublication(time, Publish);

    private IClusterViewGrain View => GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(AgentId));

    /// <inheritdoc />
    public Task<ViewAgent?> Describe() => Task.FromResult(IsListed ? DescribeForView() : null);

    /// <inheritdoc />
    public Task ShowChanges()
    {
        if (!Publication.IsPending || Changes() is not { } changes)
        {
            return Task.CompletedTask;
        }

        Publication.Done();
        return View.Show(changes);
    }

    // Also without delay, where what follows must not be shown first.
    private void Publish()
    {
        Publication.Done();
        if (Changes() is { } changes)
        {
            View.Publish(changes).Ignore();
        }
    }

    private bool IsListed =>
        State.Info is not null && State.Standing is AgentStanding.Registered or AgentStanding.Unreachable;

    // Those who follow the cluster's events are told of a removal, not of an agent that is marked gone (http-api.md 9.1).
    private ViewChanges? Changes() => State.Standing switch
    {
        _ when IsListed => new ViewChanges { Agents = [DescribeForView()] },
        AgentStanding.Gone => new ViewChanges { Removals = [new ViewRemoval { Id = AgentId, Announced = false }] },
        AgentStanding.Removed => new ViewChanges { Removals = [new ViewRemoval { Id = AgentId, Announced = true }] },
        _ => null,
    };

    private ViewAgent DescribeForView()
    {
        var view = new ViewAgent
        {
            Agent = DescribeAgent(),
            Standing = State.Standing switch
            {
                AgentStanding.Unreachable => ViewAgent.Types.Standing.Unreachable,
                _ when !_attached => ViewAgent.Types.Standing.Recovered,
                _ => ViewAgent.Types.Standing.Registered,
            },
        };
        foreach (var group in _ledger.Uses().GroupBy(use => use.FrameworkId))
        {
            view.Uses.Add(new ViewUse
            {
                FrameworkId = group.Key,
                Resources = { group.SelectMany(use => use.Resources.ToProto(ResourceFormat.Post)) },
            });
        }

        view.Executors.Add(_ledger.ExecutorInfos);
        view.Operations.Add(_operations.Operations);
        return view;
    }

    private GetAgents.Types.Agent DescribeAgent()
    {
        var agent = new GetAgents.Types.Agent
        {
            AgentInfo = State.Info,
            Active = IsActive,
            Deactivated = _availability.IsDeactivated,
            Version = State.NodeVersion,
            Pid = $"slave(1)@{State.Ip}:{State.Info!.Port}",
            RegisteredTime = new TimeInfo { Nanoseconds = Nanoseconds(State.RegisteredAt) },
        };
        if (State.ReregisteredAt is { } reregistered)
        {
            agent.ReregisteredTime = new TimeInfo { Nanoseconds = Nanoseconds(reregistered) };
        }

        if (_availability.Drain is { } drain)
        {
            agent.DrainInfo = drain;
            agent.EstimatedDrainStartTime = new TimeInfo { Nanoseconds = Nanoseconds(_availability.DrainedSince ?? default) };
        }

        agent.Capabilities.Add(State.Capabilities);
        agent.TotalResources.Add(_ledger.Total.ToProto(ResourceFormat.Post));
        agent.AllocatedResources.Add(
            ResourceSet.Sum(_ledger.Uses().Select(use => use.Resources)).ToProto(ResourceFormat.Post));
        return agent;
    }
}
