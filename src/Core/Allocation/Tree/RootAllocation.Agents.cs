using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <content>Agents' reports.</content>
public sealed partial class RootAllocation
{
    /// <summary>Takes an agent's report; one that is older than the newest is dropped, a repetition changes nothing.</summary>
    public void Update(AgentSnapshot snapshot, DateTimeOffset now)
    {
        var id = snapshot.Info.Id.Value;
        if (!_agents.TryGetValue(id, out var agent))
        {
            Add(id, snapshot, now);
            return;
        }

        if (snapshot.IsOlderThan(agent.Snapshot))
        {
            return;
        }

        agent.HeardAt = now;
        if (snapshot.Repeats(agent.Snapshot))
        {
            return;
        }

        var before = agent.Snapshot;
        var available = _allocator.AvailableOf(id);
        TakeLedger(id, agent, snapshot);
        TakeActivity(id, agent, before.Active);
        if (!before.Total.Revocable.Equals(snapshot.Total.Revocable))
        {
            RescindRevocable(agent);
        }

        if (_allocator.IsOvercommitted(id))
        {
            RescindExcess(agent);
        }

        if (!Equals(before.Unavailability, snapshot.Unavailability))
        {
            RescindAll(agent, null);
            EndInverseOffers(id);
            _allocator.UpdateUnavailability(id, snapshot.Unavailability.ToCore());
        }

        foreach (var ends in TakeAwaited(agent))
        {
            EndOffers(ends, now);
        }

        if (_options.IsEventDriven && !available.Contains(_allocator.AvailableOf(id)))
        {
            _allocator.RequestRun(id);
        }
    }

    /// <summary>Forgets an agent with everything on it; its offers are rescinded.</summary>
    public void RemoveAgent(string agentId)
    {
        if (!_agents.Remove(agentId, out var agent))
        {
            return;
        }

        foreach (var offer in agent.Offers)
        {
            _offers.Remove(offer.Id);
            offer.RoleEntry.Offers.Remove(offer);
            AddRescind(offer.Role, offer.Id);
        }

        EndInverseOffers(agentId);
        _allocator.RemoveAgent(agentId);
    }

    private static AgentAttributes AttributesOf(AgentInfo info) => new(
        info.Hostname, info.Domain?.FaultDomain?.Region?.Name, info.Domain?.FaultDomain?.Zone?.Name, info.Attributes);

    private void Add(string id, AgentSnapshot snapshot, DateTimeOffset now)
    {
        _agents.Add(id, new AgentEntry { Snapshot = snapshot, HeardAt = now });
        _allocator.AddAgent(
            new AgentSpec(id, AttributesOf(snapshot.Info), snapshot.Capabilities, snapshot.Total),
            snapshot.Uses, snapshot.Unavailability.ToCore());
        if (!snapshot.Active)
        {
            _allocator.DeactivateAgent(id);
        }
    }

    private void TakeLedger(string id, AgentEntry agent, AgentSnapshot snapshot)
    {
        var holders = agent.Holders();
        var before = holders.ToDictionary(holder => holder, holder => agent.UsedBy(holder.FrameworkId, holder.Role));
        var info = agent.Snapshot.Info;
        agent.Snapshot = snapshot;
        agent.Pending.RemoveAll(use => snapshot.Contains(use.Epoch, use.Version));
        var settled = Settle(agent);
        _allocator.UpdateAgent(
            id, ReferenceEquals(info, snapshot.Info) ? null : AttributesOf(snapshot.Info), snapshot.Total, snapshot.Capabilities);
        holders.UnionWith(snapshot.Uses.Select(use => (use.FrameworkId, use.Role)));
        foreach (var holder in holders)
        {
            var used = agent.UsedBy(holder.FrameworkId, holder.Role);
            if (settled.Contains(holder) || !used.Equals(before.GetValueOrDefault(holder, ResourceSet.Empty)))
            {
                SetHeld(id, agent, holder.FrameworkId, holder.Role, used);
            }
        }
    }

    private void SetHeld(string id, AgentEntry agent, string frameworkId, string role, ResourceSet used) =>
        _allocator.SetHeld(frameworkId, role, id, used + agent.OfferedTo(frameworkId, role), used);

    /// <summary>
    /// Offers that ACCEPTs consumed are reduced to what of them is neither used nor turned into something else. That
    /// stays held until the end itself comes, with its filter.
    /// </summary>
    private HashSet<(string FrameworkId, string Role)> Settle(AgentEntry agent)
    {
        var holders = new HashSet<(string FrameworkId, string Role)>();
        var settled = new List<OutOffer>();
        foreach (var offerId in agent.Snapshot.EndedOffers)
        {
            if (_offers.TryGetValue(offerId, out var offer) && agent.Offers.Contains(offer) && !offer.IsSettled)
            {
                settled.Add(offer);
            }
        }

        if (settled.Count == 0)
        {
            return holders;
        }

        var left = agent.Snapshot.Total
            - ResourceSet.Sum(agent.Snapshot.Uses.Select(use => use.Resources).Concat(agent.Pending.Select(use => use.Resources)))
            - ResourceSet.Sum(agent.Offers.Except(settled).Select(offer => offer.Resources));
        foreach (var offer in settled)
        {
            offer.IsSettled = true;
            offer.Resources -= offer.Resources - left;
            left -= offer.Resources;
            holders.Add((offer.FrameworkId, offer.Role));
        }

        return holders;
    }

    private void TakeActivity(string id, AgentEntry agent, bool wasActive)
    {
        if (agent.Snapshot.Active == wasActive)
        {
            return;
        }

        if (agent.Snapshot.Active)
        {
            _allocator.ActivateAgent(id);
            if (_options.IsEventDriven)
            {
                _allocator.RequestRun(id);
            }
        }
        else
        {
            _allocator.DeactivateAgent(id);
            RescindAll(agent, null);
        }
    }

    private static List<IReadOnlyList<EndedOffer>> TakeAwaited(AgentEntry agent)
    {
        var ready = agent.Awaiting
            .Where(ends => agent.Snapshot.Contains(ends[0].LedgerEpoch, ends[0].LedgerVersion)).ToList();
        agent.Awaiting.RemoveAll(ready.Contains);
        return ready;
    }

    // The estimate has changed: what was offered of the former one may be too much.
    private void RescindRevocable(AgentEntry agent)
    {
        foreach (var offer in agent.Offers)
        {
            if (!offer.Resources.Revocable.IsEmpty)
            {
                MarkRescinding(offer, null);
            }
        }
    }

    private void RescindAll(AgentEntry agent, TimeSpan? refusal)
    {
        foreach (var offer in agent.Offers)
        {
            MarkRescinding(offer, refusal);
        }
    }
}
