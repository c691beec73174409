using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <content>How offers end.</content>
public sealed partial class RootAllocation
{
    /// <summary>
    /// Takes ends of offers, those that were accepted together next to each other. Offers that are not in the book are
    /// ignored: their resources are accounted for already.
    /// </summary>
    public void EndOffers(IReadOnlyList<EndedOffer> ends, DateTimeOffset now)
    {
        for (var first = 0; first < ends.Count;)
        {
            var count = 1;
            while (first + count < ends.Count && BelongTogether(ends[first], ends[first + count]))
            {
                count++;
            }

            if (count == 1 && ends[first] is { LedgerVersion: 0, Used.IsEmpty: true, Converted: false } declined)
            {
                Decline(declined, now);
            }
            else
            {
                EndTogether([.. ends.Skip(first).Take(count)], now);
            }

            first += count;
        }
    }

    /// <summary>A role has made offers void that it was asked to rescind: they are free, with the filter that was asked for.</summary>
    public void Rescinded(IEnumerable<string> offerIds, DateTimeOffset now)
    {
        foreach (var id in offerIds)
        {
            if (_offers.TryGetValue(id, out var offer) && !IsAwaited(offer))
            {
                Release(offer, offer.RescindRefusal, now);
            }
        }
    }

    /// <summary>
    /// Chooses offers of an agent to rescind, with the default filter, until their sum contains what is needed; of a
    /// shared volume all that have a copy.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="needed">What is needed, unallocated; null for all offers.</param>
    /// <returns>The offers by role; they are held until their roles have answered.</returns>
    public IReadOnlyList<OutOffer> ChooseRescinds(string agentId, ResourceSet? needed)
    {
        if (!_agents.TryGetValue(agentId, out var agent))
        {
            return [];
        }

        var chosen = new List<OutOffer>();
        var sum = ResourceSet.Empty;
        foreach (var offer in agent.Offers)
        {
            if (needed is null || (!sum.Contains(needed) && Overlap(needed, offer.Resources))
                || Overlap(needed.Shared, offer.Resources))
            {
                sum += offer.Resources;
                chosen.Add(offer);
                MarkRescinding(offer, RefuseDuration.Default);
            }
        }

        return chosen;
    }

    private static bool Overlap(ResourceSet needed, ResourceSet offered) => !(needed - offered).Equals(needed);

    private static bool BelongTogether(EndedOffer one, EndedOffer next) =>
        one.LedgerVersion > 0 && one.LedgerVersion == next.LedgerVersion && one.LedgerEpoch == next.LedgerEpoch
        && one.FrameworkId == next.FrameworkId && next.Used.IsEmpty;

    private void Decline(EndedOffer end, DateTimeOffset now)
    {
        if (!_offers.TryGetValue(end.OfferId, out var offer) || offer.FrameworkId != end.FrameworkId)
        {
            return;
        }

        Drop(offer);
        Recover(offer, offer.Resources, end.Refusal, now);
        if (end.Refusal is not null)
        {
            RequestRun(offer.AgentId);
        }
    }

    private void EndTogether(IReadOnlyList<EndedOffer> ends, DateTimeOffset now)
    {
        var offers = new List<OutOffer>(ends.Count);
        foreach (var end in ends)
        {
            if (_offers.TryGetValue(end.OfferId, out var offer) && offer.FrameworkId == end.FrameworkId
                && (offers.Count == 0 || (offer.AgentId == offers[0].AgentId && offer.Role == offers[0].Role)))
            {
                offers.Add(offer);
            }
        }

        if (offers.Count == 0)
        {
            return;
        }

        var agent = offers[0].AgentEntry;
        var head = ends[0];
        var reported = head.LedgerVersion == 0 || agent.Snapshot.Contains(head.LedgerEpoch, head.LedgerVersion);
        if (head.Converted && !reported)
        {
            if (!agent.Awaiting.Exists(awaited => awaited[0].OfferId == head.OfferId))
            {
                agent.Awaiting.Add(ends);
            }

            return;
        }

        var isSettled = offers.Exists(offer => offer.IsSettled);
        var held = ResourceSet.Sum(offers.Select(offer => offer.Resources));
        var rest = isSettled ? held : held - head.Used;
        foreach (var offer in offers)
        {
            Drop(offer);
        }

        if (reported)
        {
            Recover(offers[0], held - rest, null, now);
        }
        else if (!head.Used.IsEmpty)
        {
            TakeUse(agent, offers[0], head, held - rest);
        }

        Recover(offers[0], rest, head.Refusal, now);
        if (head.Refusal is not null || head.LedgerVersion > 0)
        {
            RequestRun(offers[0].AgentId);
        }
    }

    /// <summary>Holds what tasks use until the agent's report contains it.</summary>
    private void TakeUse(AgentEntry agent, OutOffer offer, EndedOffer end, ResourceSet offered)
    {
        agent.Pending.Add(new PendingUse(end.LedgerEpoch, end.LedgerVersion, offer.FrameworkId, offer.Role, end.Used));
        if (offered.Equals(end.Used))
        {
            _allocator.TransitionOfferedToAllocated(offer.FrameworkId, offer.Role, offer.AgentId, offered);
            return;
        }

        // More than was offered is used, such as further copies of a shared volume.
        _allocator.RecoverResources(offer.FrameworkId, offer.Role, offer.AgentId, offered, null, default);
        var used = agent.UsedBy(offer.FrameworkId, offer.Role);
        var rest = _allocator.HeldBy(offer.FrameworkId, offer.Role, offer.AgentId) - agent.OfferedTo(offer.FrameworkId, offer.Role);
        _allocator.SetHeld(
            offer.FrameworkId, offer.Role, offer.AgentId,
            rest + end.Used + agent.OfferedTo(offer.FrameworkId, offer.Role), used);
    }

    // The word of an accepted offer was lost and its resources were offered again before the agent's report came.
    private void RescindExcess(AgentEntry agent)
    {
        var held = agent.Holders().Select(holder =>
            agent.UsedBy(holder.FrameworkId, holder.Role) + agent.OfferedTo(holder.FrameworkId, holder.Role));
        var excess = ResourceSet.Sum(held.Select(some => some.NonShared)) - agent.Snapshot.Total.NonShared;
        for (var at = agent.Offers.Count - 1; at >= 0 && !excess.IsEmpty; at--)
        {
            var offer = agent.Offers[at];
            var left = excess - offer.Resources;
            if (!left.Equals(excess))
            {
                excess = left;
                MarkRescinding(offer, null);
            }
        }
    }

    private static bool IsAwaited(OutOffer offer) =>
        offer.AgentEntry.Awaiting.Exists(ends => ends.Any(end => end.OfferId == offer.Id));

    private void MarkRescinding(OutOffer offer, TimeSpan? refusal)
    {
        offer.IsRescinding = true;
        offer.RescindRefusal = refusal;
        AddRescind(offer.Role, offer.Id);
    }

    /// <summary>Ends an offer of which nothing is used, as far as the root has been told.</summary>
    private void Release(OutOffer offer, TimeSpan? refusal, DateTimeOffset now)
    {
        Drop(offer);
        Recover(offer, offer.Resources, refusal, now);
        RequestRun(offer.AgentId);
    }

    private void Drop(OutOffer offer)
    {
        _offers.Remove(offer.Id);
        offer.AgentEntry.Offers.Remove(offer);
        offer.RoleEntry.Offers.Remove(offer);
    }

    private void Recover(OutOffer offer, ResourceSet resources, TimeSpan? refusal, DateTimeOffset now) =>
        _allocator.RecoverResources(offer.FrameworkId, offer.Role, offer.AgentId, resources, refusal, now);

    private void RequestRun(string agentId)
    {
        if (_options.IsEventDriven)
        {
            _allocator.RequestRun(agentId);
        }
    }
}
