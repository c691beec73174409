namespace MesosOrleans.Core.Allocation.Tree;

/// <content>Frameworks' demands and roles' reports.</content>
public sealed partial class RootAllocation
{
    // Removed frameworks never come back under their id: a late demand must not bring one back to life.
    private const int RemovedMax = 10_000;
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly Queue<string> _removedOrder = new();

    /// <summary>Takes what a role's allocator tells.</summary>
    public void Update(RoleState state, DateTimeOffset now)
    {
        foreach (var demand in state.Demands)
        {
            Update(demand, now);
        }

        foreach (var framework in state.Removed.Keys)
        {
            RemoveFramework(framework);
        }

        var entry = RoleOf(state.Role);
        TakeRoleEpoch(entry, state.Epoch, now);
        if (state.Epoch < entry.Epoch)
        {
            return;
        }

        if (state.RootEpoch != Epoch)
        {
            // Its offers are those of a former life: a batch of this one makes them void.
            _probes.Add(state.Role);
        }
        else if (state.LiveOffers is { } live)
        {
            TakeLiveOffers(state, entry, live.ToHashSet(StringComparer.Ordinal), now);
        }
    }

    /// <summary>Takes what a framework wants; one that is older than the newest is dropped.</summary>
    public void Update(DemandState demand, DateTimeOffset now)
    {
        if (_removed.Contains(demand.Id))
        {
            return;
        }

        if (!_frameworks.TryGetValue(demand.Id, out var framework))
        {
            if (ToSpec(demand) is { } added)
            {
                _frameworks.Add(demand.Id, new FrameworkEntry { Demand = demand, HeardAt = now });
                _allocator.AddFramework(added, demand.Active);
            }

            return;
        }

        framework.HeardAt = now;
        if (demand.Sequence < framework.Demand.Sequence)
        {
            return;
        }

        if (demand.Sequence > framework.Demand.Sequence)
        {
            Change(framework, demand);
        }

        EndLostInverseOffers(framework, demand, now);
    }

    /// <summary>A framework is gone for good: its offers are over, what it still uses is kept until its agents say otherwise.</summary>
    public void RemoveFramework(string frameworkId)
    {
        if (_removed.Add(frameworkId))
        {
            _removedOrder.Enqueue(frameworkId);
            if (_removedOrder.Count > RemovedMax)
            {
                _removed.Remove(_removedOrder.Dequeue());
            }
        }

        Forget(frameworkId);
    }

    private void Forget(string frameworkId)
    {
        if (!_frameworks.Remove(frameworkId))
        {
            return;
        }

        foreach (var offer in _offers.Values.Where(offer => offer.FrameworkId == frameworkId).ToList())
        {
            Drop(offer);
            AddRescind(offer.Role, offer.Id);
            RequestRun(offer.AgentId);
        }

        _allocator.RemoveFramework(frameworkId);
        foreach (var (id, agent) in _agents)
        {
            foreach (var (holder, role) in agent.Holders())
            {
                if (holder == frameworkId)
                {
                    SetHeld(id, agent, holder, role, agent.UsedBy(holder, role));
                }
            }
        }
    }

    private FrameworkSpec? ToSpec(DemandState demand) => FrameworkSpecReader.TryRead(
        demand.Id, demand.Framework, demand.Suppressed, demand.Constraints, _options.RegexLimits, out var spec, out _)
        ? spec
        : null;

    private void Change(FrameworkEntry framework, DemandState demand)
    {
        var before = framework.Demand;
        if (!before.Describes(demand))
        {
            if (ToSpec(demand) is not { } spec)
            {
                return;
            }

            _allocator.UpdateFramework(spec);
            RescindLeftRoles(spec);
        }

        framework.Demand = demand;
        if (before.Active && (!demand.Active || demand.Session != before.Session))
        {
            _allocator.DeactivateFramework(demand.Id);
        }

        if (demand.Active && (!before.Active || demand.Session != before.Session))
        {
            _allocator.ActivateFramework(demand.Id);
        }

        Revive(demand, before);
    }

    private void Revive(DemandState demand, DemandState before)
    {
        var subscribed = FrameworkSpecReader.RolesOf(demand.Framework);
        var revived = demand.Revives
            .Where(pair => pair.Value > before.Revives.GetValueOrDefault(pair.Key) && subscribed.Contains(pair.Key))
            .Select(pair => pair.Key).Order(StringComparer.Ordinal).ToList();
        if (revived.Count == 0)
        {
            return;
        }

        _allocator.ReviveOffers(demand.Id, revived);

        // A SUPPRESS after the REVIVE, both in one demand.
        var quiet = revived.Where(demand.Suppressed.Contains).ToList();
        if (quiet.Count > 0)
        {
            _allocator.SuppressOffers(demand.Id, quiet);
        }
    }

    private void RescindLeftRoles(FrameworkSpec spec)
    {
        foreach (var offer in _offers.Values)
        {
            if (offer.FrameworkId == spec.Id && !spec.Roles.Contains(offer.Role))
            {
                MarkRescinding(offer, null);
            }
        }
    }

    private void TakeRoleEpoch(RoleEntry entry, long epoch, DateTimeOffset now)
    {
        if (epoch <= entry.Epoch)
        {
            return;
        }

        // A new life of the role's allocator knows nothing of the former one's offers.
        entry.Epoch = epoch;
        foreach (var offer in entry.Offers.Where(offer => offer.RoleEpoch != 0 && offer.RoleEpoch < epoch).ToList())
        {
            Release(offer, null, now);
        }
    }

    private void TakeLiveOffers(RoleState state, RoleEntry entry, HashSet<string> live, DateTimeOffset now)
    {
        var lost = entry.Offers
            .Where(offer => offer.Batch <= state.LastBatch && !live.Contains(offer.Id) && !IsAwaited(offer)).ToList();
        foreach (var offer in lost)
        {
            Release(offer, null, now);
        }

        foreach (var unknown in live.Where(id => !_offers.TryGetValue(id, out var offer) || !ReferenceEquals(offer.RoleEntry, entry)))
        {
            AddRescind(state.Role, unknown);
        }
    }
}
