using Google.Protobuf.Collections;
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
    private readonly Queue<string> _endedOffers = new();
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

    // What an ACCEPT consumed: the next report says so, before the root counts what it was turned into.
    private void RememberEnded(IReadOnlyList<string> offerIds)
    {
        foreach (var id in offerIds)
        {
            _endedOffers.Enqueue(id);
            if (_endedOffers.Count > Limits.ReportedEndsMax)
            {
                _endedOffers.Dequeue();
            }
        }
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
        if (State.Info is null || State.Standing != AgentStanding.Registered)
        {
            return;
        }

        var report = new AgentReport
        {
            Agent = State.Info,
            Epoch = State.Epoch,
            Version = _ledger.Version,
            Total = State.Info.Resources,
            Used = [.. _ledger.Uses().Select(use => new AgentUse
            {
                FrameworkId = use.FrameworkId,
                Role = use.Role,
                Resources = use.Resources.ToProto(ResourceFormat.Post),
                ExecutorIds = [.. _ledger.ExecutorsOf(use.FrameworkId)],
            })],
            Active = _link is not null,
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
        if (State.Info is not null && State.Standing == AgentStanding.Registered)
        {
            View.Publish(new ViewChanges { Agents = [Describe()] }).Ignore();
        }
    }

    private IClusterViewGrain View => GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(AgentId));

    private GetAgents.Types.Agent Describe()
    {
        var agent = new GetAgents.Types.Agent
        {
            AgentInfo = State.Info,
            Active = _link is not null,
            Deactivated = false,
            Version = State.NodeVersion,
            Pid = $"slave(1)@{State.Ip}:{State.Info!.Port}",
            RegisteredTime = new TimeInfo { Nanoseconds = Nanoseconds(State.RegisteredAt) },
        };
        if (State.ReregisteredAt is { } reregistered)
        {
            agent.ReregisteredTime = new TimeInfo { Nanoseconds = Nanoseconds(reregistered) };
        }

        agent.Capabilities.Add(State.Capabilities);
        agent.TotalResources.Add(State.Info.Resources);
        AddUses(agent.AllocatedResources);
        return agent;
    }

    private void AddUses(RepeatedField<Resource> resources)
    {
        foreach (var use in _ledger.Uses())
        {
            resources.Add(use.Resources.ToProto(ResourceFormat.Post));
        }
    }

    private void RemoveFromAllocatorAndView()
    {
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).RemoveAgent(AgentId).Ignore();
        View.Publish(new ViewChanges { RemovedAgents = [AgentId] }).Ignore();
    }
}
