using MesosOrleans.Core;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;

namespace MesosOrleans.Dev.AllocationCases;

/// <content>What is given back, and what operations change.</content>
public sealed partial class GrainTreeCaseTarget
{
    /// <inheritdoc />
    public async ValueTask Return(
        string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal)
    {
        if (!_agents.TryGetValue(agentId, out var agent))
        {
            return;
        }

        var left = resources;
        var ends = new List<OfferEnd>();
        var used = agent.UsedBy(frameworkId, role);
        var version = agent.NextVersion();
        foreach (var offer in OffersOf(frameworkId, role, agentId))
        {
            var returned = left.Contains(offer.Resources) ? offer.Resources : left;
            if (left.IsEmpty || !offer.Resources.Contains(returned))
            {
                continue;
            }

            var kept = offer.Resources - returned;
            ends.Add(End(offer, kept, agent, version, refusal?.TotalSeconds));
            used += kept;
            left -= returned;
        }

        // What is left was launched on: a task has ended.
        Invariant.Check(used.Contains(left), $"{frameworkId} does not hold {left} on {agentId} under {role}");
        agent.SetUsed(frameworkId, role, used - left);
        if (ends.Count > 0)
        {
            await Role(role).EndOffers(ends);
        }

        await Root.ReportAgent(agent.Report());
        await Done();
    }

    /// <inheritdoc />
    public async ValueTask Convert(string frameworkId, string role, string agentId, ResourceConversion conversion)
    {
        var agent = LedgerOf(agentId);
        var offers = OffersOf(frameworkId, role, agentId);
        var held = ResourceSet.Sum(offers.Select(offer => offer.Resources)) + agent.UsedBy(frameworkId, role);
        var error = conversion.TryApply(held, out var converted);
        Invariant.Check(error is null, $"{error}");
        if (!conversion.Consumed.IsEmpty)
        {
            error = conversion.TryApply(agent.Total, out var total);
            Invariant.Check(error is null, $"{error}");
            agent.Total = total;
        }

        var version = agent.NextVersion();
        agent.SetUsed(frameworkId, role, converted);
        var ends = offers.Select((offer, index) =>
            End(offer, index == 0 ? converted : ResourceSet.Empty, agent, version, null) with { Converted = true }).ToList();
        foreach (var offer in offers)
        {
            agent.EndOffer(offer.OfferId);
        }

        if (ends.Count > 0)
        {
            await Role(role).EndOffers(ends);
        }

        await Root.ReportAgent(agent.Report());
        await Done();
    }

    /// <inheritdoc />
    public async ValueTask<bool> Operate(string agentId, ResourceConversion conversion)
    {
        var agent = LedgerOf(agentId);
        var held = agent.Used + ResourceSet.Sum(_out.Values.Where(offer => offer.AgentId == agentId).Select(offer => offer.Resources));
        if (conversion.TryApply(agent.Total - held, out _) is not null || conversion.TryApply(agent.Total, out var total) is not null)
        {
            return false;
        }

        agent.Total = total;
        await Report(agentId);
        return true;
    }

    private async Task LaunchOnOffers(string frameworkId, string role)
    {
        foreach (var offer in _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role).ToList())
        {
            var agent = LedgerOf(offer.AgentId);
            var version = agent.NextVersion();
            agent.SetUsed(frameworkId, role, agent.UsedBy(frameworkId, role) + offer.Resources);
            await Role(role).EndOffers([End(offer, offer.Resources, agent, version, null)]);
            await Root.ReportAgent(agent.Report());
        }
    }

    private List<RoleOfferOut> OffersOf(string frameworkId, string role, string agentId) =>
        [.. _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role && offer.AgentId == agentId)];

    private OfferEnd End(RoleOfferOut offer, ResourceSet kept, CaseAgentLedger agent, long version, double? refuseSeconds)
    {
        _out.Remove(offer.OfferId);
        return new OfferEnd
        {
            OfferId = offer.OfferId,
            FrameworkId = offer.FrameworkId,
            Used = kept.Allocate(offer.Role).ToProto(ResourceFormat.Post),
            LedgerVersion = kept.IsEmpty ? 0 : version,
            LedgerEpoch = agent.Epoch,
            RefuseSeconds = refuseSeconds,
        };
    }
}
