using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Agents;

/// <summary>What the allocator and the view hear of an agent: always the whole, gathered for a moment.</summary>
public sealed partial class AgentGrain
{
    private bool _reportScheduled;
    private DateTimeOffset _reportedAt;
    private bool _publishScheduled;

    /// <inheritdoc />
    public Task ReportWhole()
    {
        MarkChanged();
        foreach (var task in _ledger.Tasks)
        {
            TaskOf(task).Republish().Ignore();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportLedger()
    {
        if (_attached)
        {
            ScheduleReport();
        }

        return Task.CompletedTask;
    }

    private void ScheduleReport()
    {
        if (!_reportScheduled)
        {
            _reportScheduled = true;
            ReportSoon().Ignore();
        }
    }

    private void MarkChanged()
    {
        ScheduleReport();
        if (!_publishScheduled)
        {
            _publishScheduled = true;
            PublishSoon().Ignore();
        }
    }

    private async Task ReportSoon()
    {
        await Task.Delay(Limits.ReportDelay, time);
        _reportScheduled = false;
        Report();
    }

    private void Report()
    {
        if (!IsRegistered)
        {
            return;
        }

        var report = new AgentReport
        {
            Agent = State.Info!,
            Epoch = State.Epoch,
            Version = _ledger.Version,
            Total = _ledger.Total.ToProto(ResourceFormat.Post),
            Used = [.. _ledger.Uses().Select(use => new AgentUse
            {
                FrameworkId = use.FrameworkId,
                Role = use.Role,
                Resources = use.Resources.ToProto(ResourceFormat.Post),
                ExecutorIds = [.. _ledger.ExecutorsOf(use.FrameworkId)],
            })],
            Active = IsActive,
            Unavailability = _maintenance.Unavailability,
            Ip = State.Ip,
            Capabilities = State.Capabilities,
            EndedOffers = [.. _endedOffers],
        };
        _reportedAt = time.GetUtcNow();
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).ReportAgent(report).Ignore();
    }

    private async Task PublishSoon()
    {
        await Task.Delay(Limits.ViewDelay, time);
        _publishScheduled = false;
        if (Listing() is { } changes)
        {
            View.Publish(changes).Ignore();
        }
    }

    private bool IsActive => _link is not null && !_availability.IsDeactivated;

    private ViewChanges? Listing() => State.Standing switch
    {
        AgentStanding.Registered when !_attached => new ViewChanges { RecoveredAgents = [State.Info!] },
        AgentStanding.Registered => new ViewChanges
        {
            Agents = [Describe()],
            Operations = new Dictionary<string, IReadOnlyList<Operation>> { [AgentId] = [.. _operations.Operations] },
            Executors = new Dictionary<string, IReadOnlyList<ExecutorInfo>> { [AgentId] = _ledger.ExecutorInfos },
        },
        AgentStanding.Unreachable => new ViewChanges { UnreachableAgents = [AgentId] },
        AgentStanding.Gone => new ViewChanges { GoneAgents = [AgentId] },
        AgentStanding.Removed => new ViewChanges { RemovedAgents = [AgentId] },
        _ => null,
    };

    private IClusterViewGrain View => GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(AgentId));

    private GetAgents.Types.Agent Describe()
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

    private void RemoveFromAllocatorAndView()
    {
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).RemoveAgent(AgentId).Ignore();
        View.Publish(Listing()!).Ignore();
    }
}
