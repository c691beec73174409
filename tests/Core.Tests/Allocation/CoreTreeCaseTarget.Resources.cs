using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <content>What is given back, and what operations change.</content>
internal sealed partial class CoreTreeCaseTarget
{
    /// <inheritdoc/>
    public ValueTask Return(string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal)
    {
        if (!_agents.TryGetValue(agentId, out var agent))
        {
            return default;
        }

        var left = resources;
        var used = agent.UsedBy(frameworkId, role);
        var ends = new List<EndedOffer>();
        agent.NextVersion();
        foreach (var offer in OffersOf(frameworkId, role, agentId).OrderByDescending(offer => offer.Resources.Equals(resources)))
        {
            var returned = left.Contains(offer.Resources) ? offer.Resources : left;
            if (left.IsEmpty || !offer.Resources.Contains(returned))
            {
                continue;
            }

            var kept = offer.Resources - returned;
            ends.Add(EndOf(offer, kept, agent) with { Refusal = refusal });
            used += kept;
            left -= returned;
        }

        Assert.True(used.Contains(left), $"{frameworkId} does not hold {left} on {agentId} under {role}");
        agent.SetUsed(frameworkId, role, used - left);
        _root.EndOffers(ends, _now);
        _root.Update(agent.Report(), _now);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Convert(string frameworkId, string role, string agentId, ResourceConversion conversion)
    {
        var agent = AgentOf(agentId);
        var offers = OffersOf(frameworkId, role, agentId);
        var held = ResourceSet.Sum(offers.Select(offer => offer.Resources)) + agent.UsedBy(frameworkId, role);
        Assert.Null(conversion.TryApply(held, out var converted));
        if (!conversion.Consumed.IsEmpty)
        {
            Assert.Null(conversion.TryApply(agent.Total, out var total));
            agent.Total = total;
        }

        agent.NextVersion();
        agent.SetUsed(frameworkId, role, converted);
        var ends = offers.Select((offer, index) =>
            EndOf(offer, index == 0 ? converted : ResourceSet.Empty, agent) with { Converted = true }).ToList();
        foreach (var offer in offers)
        {
            agent.EndOffer(offer.Id);
        }

        _root.EndOffers(ends, _now);
        _root.Update(agent.Report(), _now);
        return Done();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Operate(string agentId, ResourceConversion conversion)
    {
        var agent = AgentOf(agentId);
        var held = agent.Used + ResourceSet.Sum(
            _root.Offers.Where(offer => offer.AgentId == agentId).Select(offer => offer.Resources));
        if (conversion.TryApply(agent.Total - held, out _) is not null || conversion.TryApply(agent.Total, out var total) is not null)
        {
            return false;
        }

        agent.Total = total;
        await Report(agentId);
        return true;
    }

    private void LaunchOnOffers(string frameworkId, string role)
    {
        foreach (var offer in _root.Offers.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role).ToList())
        {
            var agent = AgentOf(offer.AgentId);
            agent.NextVersion();
            agent.SetUsed(frameworkId, role, agent.UsedBy(frameworkId, role) + offer.Resources);
            _root.EndOffers([EndOf(offer, offer.Resources, agent)], _now);
            _root.Update(agent.Report(), _now);
        }
    }

    private List<OutOffer> OffersOf(string frameworkId, string role, string agentId) =>
        [.. _root.Offers.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role && offer.AgentId == agentId)];

    private EndedOffer EndOf(OutOffer offer, ResourceSet kept, CoreTreeAgent agent)
    {
        Assert.True(Role(offer.Role).TryEnd(offer.Id, offer.FrameworkId), $"{offer.Role} has no offer {offer.Id}");
        return new EndedOffer(offer.Id, offer.FrameworkId)
        {
            Used = kept,
            LedgerEpoch = agent.Epoch,
            LedgerVersion = kept.IsEmpty ? 0 : agent.Version,
        };
    }
}
