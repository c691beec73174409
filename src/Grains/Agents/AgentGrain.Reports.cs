using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;

namespace MesosOrleans.Grains.Agents;

/// <summary>What the allocator hears of an agent: always the whole, gathered for a moment.</summary>
public sealed partial class AgentGrain
{
    private bool _reportScheduled;
    private DateTimeOffset _reportedAt;

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
        Publication.Schedule();
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
            EndedOffers = [.. _endedOffers, .. _endingOffers],
        };
        _reportedAt = time.GetUtcNow();
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).ReportAgent(report).Ignore();
    }

    private bool IsActive => _link is not null && !_availability.IsDeactivated;

    private void RemoveFromAllocatorAndView()
    {
        GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).RemoveAgent(AgentId).Ignore();
        Publish();
    }
}
