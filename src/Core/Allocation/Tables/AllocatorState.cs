using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>The tables of the allocator and the bookkeeping that keeps them in step with each other.</summary>
internal sealed class AllocatorState
{
    private readonly AllocatorOptions _options;
    private readonly Random _random;
    private readonly int[] _excluded;
    private readonly List<FrameworkRole?> _slots = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly List<TrackedRole?> _rolesByClient = [];
    private readonly Dictionary<string, TrackedRole> _roles = new(StringComparer.Ordinal);
    private ulong[] _activeSlots = [];

    public AllocatorState(AllocatorOptions options, Random random)
    {
        (_options, _random) = (options, random);
        _excluded = [.. options.FairSharingExcludedResourceNames.Select(Names.Intern)];
        Views = new ResourceViews(Names);
        Agents = new AgentTable(Views);
        RoleSorter = NewSorter(options.RoleSorter);
        DefaultMinimum = CompileMinimum(options.MinAllocatableResources);
    }

    public ScalarNames Names { get; } = new();

    public ResourceViews Views { get; }

    /// <summary>Scalars of all agents, shared by all sorters.</summary>
    public ScalarVector ClusterTotal { get; } = new();

    public AgentTable Agents { get; }

    public Dictionary<string, FrameworkRow> Frameworks { get; } = new(StringComparer.Ordinal);

    public RoleTree Tree { get; } = new();

    public ISorter RoleSorter { get; }

    public RefuseFilters Filters { get; } = new();

    /// <summary>Slots that would refuse anything up to the agent's blocked level.</summary>
    public PairBits Blocked { get; } = new();

    /// <summary>Slots of frameworks that want offers.</summary>
    public ReadOnlySpan<ulong> ActiveSlots => _activeSlots;

    public (int Name, long Amount)[][] DefaultMinimum { get; }

    public TrackedRole RoleOf(int client) => _rolesByClient[client]!;

    /// <summary>How many roles have frameworks.</summary>
    public int RoleCount => _roles.Count;

    public TrackedRole? FindRole(string role) => _roles.GetValueOrDefault(role);

    public (int Name, long Amount)[][] CompileMinimum(IReadOnlyList<ResourceQuantities> alternatives) =>
        [.. alternatives.Select(CompileAlternative)];

    /// <summary>Makes room in every table that is indexed by agent and slot.</summary>
    public void Reserve()
    {
        Blocked.Reserve(Agents.IndexCount, _slots.Count);
        Filters.Reserve(Agents.IndexCount, _slots.Count);
    }

    /// <summary>Finds a framework's place under a role, or makes one, inactive.</summary>
    public FrameworkRole Track(FrameworkRow framework, string role)
    {
        if (framework.Tracked.TryGetValue(role, out var tracked))
        {
            return tracked;
        }

        var node = Tree.TrackFramework(role);
        var trackedRole = _roles.GetValueOrDefault(role) ?? AddRole(role, node);
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots.Count;
            _slots.Add(null);
        }

        tracked = new FrameworkRole(slot, framework, trackedRole)
        {
            Client = trackedRole.Frameworks.Add(framework.Id),
        };
        _slots[slot] = tracked;
        trackedRole.Set(tracked.Client, tracked);
        framework.Tracked.Add(role, tracked);
        RefreshMinimum(tracked);
        Reserve();
        return tracked;
    }

    /// <summary>Forgets a framework under a role that it neither is subscribed to nor holds anything under.</summary>
    public void UntrackIfIdle(FrameworkRole tracked)
    {
        var role = tracked.Role.Node.Path;
        if (tracked.AgentsHeld > 0 || tracked.Framework.Roles.Contains(role))
        {
            return;
        }

        SetActive(tracked, false);
        Filters.RemoveSlot(tracked.Slot);
        Blocked.ClearSlot(tracked.Slot);
        tracked.Role.Frameworks.Remove(tracked.Client);
        tracked.Role.Set(tracked.Client, null);
        tracked.Framework.Tracked.Remove(role);
        _slots[tracked.Slot] = null;
        _freeSlots.Push(tracked.Slot);
        if (tracked.Role.Frameworks.Count == 0)
        {
            RoleSorter.Remove(tracked.Role.Client);
            _rolesByClient[tracked.Role.Client] = null;
            _roles.Remove(role);
        }

        Tree.UntrackFramework(role);
    }

    /// <summary>Takes over a framework's least amounts and forgets what was found with the old ones.</summary>
    public void RefreshMinimum(FrameworkRole tracked)
    {
        tracked.Minimum =
            tracked.Framework.Spec.MinAllocatableResources.TryGetValue(tracked.Role.Node.Path, out var own)
                ? CompileMinimum(own)
                : DefaultMinimum;
        if (tracked.Slot < _slots.Count)
        {
            Reserve();
            Blocked.ClearSlot(tracked.Slot);
        }
    }

    /// <summary>Lets the framework take part in its role's sorter according to what it wants now.</summary>
    public void RefreshActivity(FrameworkRole tracked) =>
        SetActive(tracked, tracked.Framework.WantsOffersIn(tracked.Role.Node.Path));

    /// <summary>Charges what a framework has been given to sorters and role tree.</summary>
    public void Charge(FrameworkRole holder, int agent, ResourceView view)
    {
        ChargeSorters(holder, agent, view);
        ChargeTree(holder, agent, view);
    }

    public void ChargeSorters(FrameworkRole holder, int agent, ResourceView view)
    {
        RoleSorter.Allocated(holder.Role.Client, agent, view.All);
        holder.Role.Frameworks.Allocated(holder.Client, agent, view.All);
    }

    public static void ChargeTree(FrameworkRole holder, int agent, ResourceView view) =>
        RoleTree.TrackHeld(holder.Role.Node, agent, view.Reserved, view.Unreserved.Amounts);

    /// <summary>Takes back what <see cref="Charge"/> charged.</summary>
    public void Discharge(FrameworkRole holder, int agent, ResourceView view)
    {
        RoleSorter.Unallocated(holder.Role.Client, agent, view.All);
        holder.Role.Frameworks.Unallocated(holder.Client, agent, view.All);
        RoleTree.UntrackHeld(holder.Role.Node, agent, view.Reserved, view.Unreserved.Amounts);
    }

    /// <summary>Swaps one charge for another.</summary>
    public void Recharge(FrameworkRole holder, int agent, ResourceView before, ResourceView after)
    {
        RoleSorter.Update(holder.Role.Client, agent, before.All, after.All);
        holder.Role.Frameworks.Update(holder.Client, agent, before.All, after.All);
        RoleTree.UntrackHeld(holder.Role.Node, agent, before.Reserved, before.Unreserved.Amounts);
        RoleTree.TrackHeld(holder.Role.Node, agent, after.Reserved, after.Unreserved.Amounts);
    }

    /// <summary>Replaces an agent's total in the cluster's total and in the reservations of the role tree.</summary>
    public void ChangeTotal(AgentRow agent, ResourceView total)
    {
        if (ReferenceEquals(agent.Total, total))
        {
            return;
        }

        AddReservations(total, 1);
        AddReservations(agent.Total, -1);
        AddToClusterTotal(total, 1);
        AddToClusterTotal(agent.Total, -1);
        agent.Total = total;
    }

    private TrackedRole AddRole(string role, RoleNode node)
    {
        var client = RoleSorter.Add(role);
        RoleSorter.Activate(client);
        var tracked = new TrackedRole(node, client, NewSorter(_options.FrameworkSorter));
        while (_rolesByClient.Count <= client)
        {
            _rolesByClient.Add(null);
        }

        _rolesByClient[client] = tracked;
        _roles.Add(role, tracked);
        return tracked;
    }

    private Sorter NewSorter(SorterKind kind) =>
        kind == SorterKind.Drf ? new DrfSorter(ClusterTotal, _excluded) : new RandomSorter(_random);

    private void SetActive(FrameworkRole tracked, bool active)
    {
        var word = tracked.Slot >> 6;
        if (word >= _activeSlots.Length)
        {
            Array.Resize(ref _activeSlots, Math.Max(word + 1, _activeSlots.Length * 2));
        }

        if (active)
        {
            tracked.Role.Frameworks.Activate(tracked.Client);
            _activeSlots[word] |= 1UL << (tracked.Slot & 63);
        }
        else
        {
            tracked.Role.Frameworks.Deactivate(tracked.Client);
            _activeSlots[word] &= ~(1UL << (tracked.Slot & 63));
        }
    }

    private (int Name, long Amount)[] CompileAlternative(ResourceQuantities quantities)
    {
        var alternative = new List<(int, long)>();
        foreach (var quantity in quantities)
        {
            alternative.Add((Names.Intern(quantity.Name), quantity.Milli));
        }

        return [.. alternative];
    }

    private void AddToClusterTotal(ResourceView view, int sign)
    {
        ClusterTotal.Add(view.All.Scalars.Amounts, sign);
        foreach (var copy in view.All.Shared)
        {
            ClusterTotal[copy.Name] += sign * copy.Amount;
        }
    }

    private void AddReservations(ResourceView view, int sign)
    {
        if (ReferenceEquals(view.Choppable, view))
        {
            return;
        }

        var amounts = new ScalarVector();
        foreach (var group in view.Set.Where(static record => record.IsReserved && record.Kind == ResourceKind.Scalar)
            .GroupBy(static record => record.ReservationRole!))
        {
            amounts.Clear();
            foreach (var record in group)
            {
                amounts[Names.Intern(record.Name)] += record.Milli;
            }

            Tree.ChangeReservations(group.Key, amounts.Amounts, sign);
        }
    }
}
