using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>
/// One run over candidate agents: first what guarantees demand, then fair shares up to the limits. Agents come in
/// random order; for each, roles and then frameworks in the order of their sorters.
/// </summary>
internal sealed class AllocationCycle(AllocatorState state, AllocatorOptions options, Random random)
{
    private readonly Chopper _chopper = new(state.Views, random);
    private readonly Headroom _headroom = new();
    private readonly LimitWatch _limits = new();
    private readonly OfferList _offers = new();
    private readonly SorterWalk _roles = new();
    private readonly SorterWalk _frameworks = new();
    private readonly ScalarVector _owed = new();
    private readonly ScalarVector _bound = new();
    private readonly List<AgentRow> _agents = [];
    private readonly List<(FrameworkRole Holder, ResourceView Given)> _given = [];
    private readonly List<AgentRow> _sharing = [];
    private int _rolesOwed;
    private bool _isFirstStage;

    /// <summary>Runs the cycle.</summary>
    /// <param name="candidates">Agents to look at.</param>
    /// <param name="isOfferable">Whether an agent may be offered now: activated and whitelisted.</param>
    public AllocationOffer[] Run(IEnumerable<AgentRow> candidates, Func<AgentRow, bool> isOfferable)
    {
        _offers.Clear();
        _agents.Clear();
        foreach (var agent in candidates)
        {
            if (isOfferable(agent))
            {
                _agents.Add(agent);
            }
        }

        _headroom.Start(state.Tree, state.Agents.All.Where(isOfferable));
        CountRolesOwed();
        _limits.Start(state.Tree, state.RoleCount, role => state.FindRole(role.Path) is not null);
        RunStage(isFirstStage: true);
        RunStage(isFirstStage: false);
        foreach (var agent in _sharing)
        {
            agent.OfferedShared = ResourceSet.Empty;
        }

        _sharing.Clear();
        return _offers.ToOffers();
    }

    private void CountRolesOwed()
    {
        _rolesOwed = 0;
        foreach (var role in state.Tree.WithQuota)
        {
            if (state.FindRole(role.Path) is not null && Headroom.Owed(role, _owed))
            {
                _rolesOwed++;
            }
        }
    }

    private void RunStage(bool isFirstStage)
    {
        _isFirstStage = isFirstStage;
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_agents));
        foreach (var agent in _agents)
        {
            if (isFirstStage && _rolesOwed == 0)
            {
                return;
            }

            RefreshBlocked(agent);
            if (state.Blocked.LacksAnyOf(agent.Index, state.ActiveSlots)
                && (isFirstStage || !_limits.LeaveNothingOf(agent.Available)))
            {
                VisitAgent(agent);
            }
        }
    }

    /// <summary>What was found with less available does not hold when there is more.</summary>
    private void RefreshBlocked(AgentRow agent)
    {
        if (!ReferenceEquals(agent.BlockedLevel, agent.Available) && !agent.BlockedLevel.Contains(agent.Available))
        {
            state.Blocked.ClearAgent(agent.Index);
            agent.BlockedLevel = agent.Available;
        }
    }

    private void VisitAgent(AgentRow agent)
    {
        state.RoleSorter.Sort(_roles);
        for (var client = _roles.Next(); client >= 0 && !agent.Available.IsEmpty; client = _roles.Next())
        {
            var role = state.RoleOf(client);
            if (role.IsBlocked(state.Blocked, agent.Index))
            {
                continue;
            }

            if (_isFirstStage ? Headroom.Owed(role.Node, _owed) : MayServe(agent, role))
            {
                VisitRole(agent, role);
            }
        }

        // Sorters hear of it only now: an agent is served in the order that held when its turn began.
        foreach (var (holder, given) in _given)
        {
            state.ChargeSorters(holder, agent.Index, given);
        }

        _given.Clear();
    }

    private void VisitRole(AgentRow agent, TrackedRole role)
    {
        role.Frameworks.Sort(_frameworks);
        for (var client = _frameworks.Next(); client >= 0; client = _frameworks.Next())
        {
            var framework = role[client];
            if (state.Blocked[agent.Index, framework.Slot])
            {
                continue;
            }

            if (Eligibility.IsRefused(state, options, agent, framework))
            {
                // The finding holds for no more than what is available now.
                state.Blocked.Set(agent.Index, framework.Slot);
                agent.BlockedLevel = agent.Available;
                continue;
            }

            TryOffer(agent, framework);
            if (agent.Available.IsEmpty || (_isFirstStage && !Headroom.Owed(role.Node, _owed)))
            {
                return;
            }
        }
    }

    private void TryOffer(AgentRow agent, FrameworkRole framework)
    {
        var role = framework.Role.Node;
        var allocatable = agent.Available.AllocatableTo(role.Path);
        if (allocatable.HasShared && !agent.OfferedShared.IsEmpty)
        {
            allocatable = state.Views.Of(allocatable.Set - agent.OfferedShared);
        }

        if (!framework.MeetsMinimum(allocatable.Quantities.Amounts))
        {
            return;
        }

        var usable = allocatable.UsableWith(framework.Framework.Spec.Capabilities);
        var guaranteed = _isFirstStage ? _chopper.ToAmounts(usable.Choppable, _owed.Amounts) : state.Views.Empty;
        if (_isFirstStage && guaranteed.IsEmpty)
        {
            return;
        }

        var offer = Cut(framework, usable, guaranteed);
        if (!framework.MeetsMinimum(offer.Quantities.Amounts)
            || state.Filters.IsFiltered(agent.Index, framework.Slot, offer))
        {
            return;
        }

        Give(agent, framework, offer, guaranteed);
    }

    /// <summary>Reduces the choppable part, beyond what is guaranteed, to what limits and headroom leave.</summary>
    private ResourceView Cut(FrameworkRole framework, ResourceView usable, ResourceView guaranteed)
    {
        var quota = framework.Role.Node.Quota;
        if (!quota.HasLimits && !_headroom.IsRequired)
        {
            return usable;
        }

        var whole = guaranteed.IsEmpty
            ? usable.Choppable
            : state.Views.Of(usable.Choppable.Set - guaranteed.Set);
        var extra = whole;
        if (quota.HasLimits)
        {
            _bound.CopyFrom(framework.Role.Node.Consumed.Amounts);
            _bound.Add(guaranteed.Unreserved.Amounts);
            extra = _chopper.ToLimits(extra, quota, _bound);
        }

        if (_headroom.IsRequired && !extra.IsEmpty)
        {
            extra = _chopper.ToAmounts(extra, _headroom.Surplus());
        }

        return ReferenceEquals(extra, whole)
            ? usable
            : state.Views.Of(usable.Rest.Set + guaranteed.Set + extra.Set);
    }

    private void Give(AgentRow agent, FrameworkRole framework, ResourceView offer, ResourceView guaranteed)
    {
        agent.Give(framework, offer);
        if (offer.HasShared)
        {
            agent.OfferedShared += offer.Set.Shared;
            _sharing.Add(agent);
        }

        AllocatorState.ChargeTree(framework, agent.Index, offer);
        _given.Add((framework, offer));
        _offers.Add(framework, agent, offer.Set, _isFirstStage);

        var role = framework.Role.Node;
        if (!role.Quota.IsDefault)
        {
            role.Consumed.Add(offer.Unreserved.Amounts);
            _limits.Refresh(role);
            if (_isFirstStage && !Headroom.Owed(role, _owed))
            {
                _rolesOwed--;
            }
        }

        _headroom.Give(offer.Unreserved.Amounts, guaranteed.Unreserved.Amounts);
    }

    /// <summary>
    /// Rules a role out without looking at its frameworks when limits and headroom leave it nothing of the agent.
    /// </summary>
    private bool MayServe(AgentRow agent, TrackedRole role)
    {
        if ((!role.Node.Quota.HasLimits && !_headroom.IsRequired) || !agent.Available.IsAllChoppable)
        {
            return true;
        }

        var surplus = _headroom.IsRequired ? _headroom.SurplusNames : ulong.MaxValue;
        return (agent.Available.UnreservedNames & ~role.Node.UsedUpNames & surplus) != 0
            || agent.Available.HasManyNames;
    }
}
