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
        if (State.Info is null || State.Standing != AgentStanding.Registered)
        {
            return;
        }

        var report = new AgentReport
        {
            Agent = State.Info,
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
            View.Publish(new ViewChanges
            {
                Agents = [Describe()],
                Operations = new Dictionary<string, IReadOnlyList<Operation>> { [AgentId] = [.. _operations.Operations] },
                Executors = new Dictionary<string, IReadOnlyList<ExecutorInfo>> { [AgentId] = _ledger.ExecutorInfos },
            }).Ignore();
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
        agent.TotalResources.Add(_ledger.Total.ToProto(ResourceFormat.Post));
        agent.AllocatedResources.Add(
            ResourceSet.Sum(_ledger.Uses().Select(use => use.Resources)).ToProto(ResourceFormat.Post));
        return agent;
    }

    private void RemoveFromAllocatorAndView()
    {
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).RemoveAgent(AgentId).Ignore();
        View.Publish(new ViewChanges { RemovedAgents = [AgentId] }).Ignore();
    }
}
