using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <content>What is launched, what is given back, and what operations change.</content>
public abstract partial class TreeCaseTarget
{
    /// <inheritdoc/>
    public async ValueTask Launch(
        string frameworkId, string role, string agentId, ResourceSet offered, ResourceSet used, TimeSpan? refusal)
    {
        var agent = AgentOf(agentId);
        var offer = OffersOf(frameworkId, role, agentId).Find(one => one.Resources.Equals(offered))
            ?? throw new ArgumentException($"{frameworkId} has no offer of {offered} on {agentId} under {role}", nameof(offered));
        agent.NextVersion();
        agent.SetUsed(frameworkId, role, agent.UsedBy(frameworkId, role) + used);
        await TellEnds(role, [End(offer, used, agent) with { Refusal = refusal }]);
        await TellReport(agent.Report());
        await Done();
    }

    /// <inheritdoc/>
    public ValueTask Finish(string frameworkId, string role, string agentId, ResourceSet used)
    {
        var agent = AgentOf(agentId);
        var before = agent.UsedBy(frameworkId, role);
        Invariant.Check(before.Contains(used), $"{frameworkId} does not use {used} on {agentId} under {role}");
        agent.SetUsed(frameworkId, role, before - used);
        return Report(agent);
    }

    /// <inheritdoc/>
    public async ValueTask Return(string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal)
    {
        if (!_agents.TryGetValue(agentId, out var agent))
        {
            return;
        }

        var left = resources;
        var ends = new List<EndedOffer>();
        var used = agent.UsedBy(frameworkId, role);
        agent.NextVersion();
        foreach (var offer in OffersOf(frameworkId, role, agentId).OrderByDescending(offer => offer.Resources.Equals(resources)))
        {
            var returned = left.Contains(offer.Resources) ? offer.Resources : left;
            if (left.IsEmpty || !offer.Resources.Contains(returned))
            {
                continue;
            }

            var kept = offer.Resources - returned;
            ends.Add(End(offer, kept, agent) with { Refusal = refusal });
            used += kept;
            left -= returned;
        }

        // What is left was launched on: a task has ended.
        Invariant.Check(used.Contains(left), $"{frameworkId} does not hold {left} on {agentId} under {role}");
        agent.SetUsed(frameworkId, role, used - left);
        if (ends.Count > 0)
        {
            await TellEnds(role, ends);
        }

        await TellReport(agent.Report());
        await Done();
    }

    /// <inheritdoc/>
    public async ValueTask Convert(string frameworkId, string role, string agentId, ResourceConversion conversion)
    {
        ArgumentNullException.ThrowIfNull(conversion);
        var agent = AgentOf(agentId);
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

        agent.NextVersion();
        agent.SetUsed(frameworkId, role, converted);
        var ends = offers.Select((offer, index) =>
            End(offer, index == 0 ? converted : ResourceSet.Empty, agent) with { Converted = true }).ToList();
        foreach (var offer in offers)
        {
            agent.EndOffer(offer.OfferId);
        }

        if (ends.Count > 0)
        {
            await TellEnds(role, ends);
        }

        await TellReport(agent.Report());
        await Done();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Operate(string agentId, ResourceConversion conversion)
    {
        ArgumentNullException.ThrowIfNull(conversion);
        var agent = AgentOf(agentId);
        var held = agent.Used + ResourceSet.Sum(
            _out.Values.Where(offer => offer.AgentId == agentId).Select(offer => offer.Resources));
        if (conversion.TryApply(agent.Total - held, out _) is not null || conversion.TryApply(agent.Total, out var total) is not null)
        {
            return false;
        }

        agent.Total = total;
        await Report(agent);
        return true;
    }

    /// <summary>Offers that a framework has of an agent under a role.</summary>
    protected List<CaseOffer> OffersOf(string frameworkId, string role, string agentId) =>
        [.. _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role && offer.AgentId == agentId)];

    private async ValueTask LaunchOnOffers(string frameworkId, string role)
    {
        foreach (var offer in _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role).ToList())
        {
            var agent = AgentOf(offer.AgentId);
            agent.NextVersion();
            agent.SetUsed(frameworkId, role, agent.UsedBy(frameworkId, role) + offer.Resources);
            await TellEnds(role, [End(offer, offer.Resources, agent)]);
            await TellReport(agent.Report());
        }
    }

    private EndedOffer End(CaseOffer offer, ResourceSet kept, CaseAgentLedger agent)
    {
        _out.Remove(offer.OfferId);
        return new EndedOffer(offer.OfferId, offer.FrameworkId)
        {
            Used = kept,
            LedgerEpoch = agent.Epoch,
            LedgerVersion = kept.IsEmpty ? 0 : agent.Version,
        };
    }
}
