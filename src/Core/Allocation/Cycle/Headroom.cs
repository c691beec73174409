using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>
/// What a cycle keeps back so that guarantees not yet met can be met later: amounts still owed to roles, and amounts
/// that are free. Only free amounts of agents that can be offered count, so that a drained agent promises nothing.
/// </summary>
internal sealed class Headroom
{
    private readonly ScalarVector _required = new();
    private readonly ScalarVector _available = new();
    private readonly ScalarVector _surplus = new();

    /// <summary>True while something is owed to some role.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>Starts a cycle: works out what roles consume, what is owed, what is free.</summary>
    public void Start(RoleTree tree, IEnumerable<AgentRow> offerable)
    {
        _required.Clear();
        _available.Clear();
        foreach (var role in tree.WithQuota)
        {
            role.Consumed.CopyFrom(role.UnreservedHeld.Amounts);
            role.Consumed.Add(role.Reservations.Amounts);
            for (var name = 0; name < role.Quota.Guarantees.Length; name++)
            {
                _required[name] += Math.Max(0, role.Quota.GuaranteeOf(name) - role.Consumed[name]);
            }
        }

        IsRequired = !_required.IsZero;
        if (IsRequired)
        {
            foreach (var agent in offerable)
            {
                _available.Add(agent.Available.Unreserved.Amounts);
            }

            RefreshSurplusNames();
        }
    }

    /// <summary>Bits by scalar name of <see cref="Surplus"/>, for the first 64 names.</summary>
    public ulong SurplusNames { get; private set; }

    /// <summary>Free amounts that are owed to nobody; valid until the next call.</summary>
    public ReadOnlySpan<long> Surplus()
    {
        _surplus.CopyFrom(_available.Amounts);
        _surplus.SubtractFloored(_required.Amounts);
        return _surplus.Amounts;
    }

    /// <summary>Notes amounts given away.</summary>
    /// <param name="given">All of them.</param>
    /// <param name="owed">The part that was owed to the role that got them.</param>
    public void Give(ReadOnlySpan<long> given, ReadOnlySpan<long> owed)
    {
        if (IsRequired)
        {
            _available.SubtractFloored(given);
            _required.SubtractFloored(owed);
            IsRequired = !_required.IsZero;
            RefreshSurplusNames();
        }
    }

    /// <summary>What a role is still owed, name by name.</summary>
    /// <returns>True when it is owed anything.</returns>
    public static bool Owed(RoleNode role, ScalarVector owed)
    {
        owed.Clear();
        var any = false;
        for (var name = 0; name < role.Quota.Guarantees.Length; name++)
        {
            var amount = role.Quota.GuaranteeOf(name) - role.Consumed[name];
            if (amount > 0)
            {
                owed[name] = amount;
                any = true;
            }
        }

        return any;
    }

    private void RefreshSurplusNames()
    {
        var surplus = Surplus();
        SurplusNames = 0;
        for (var name = 0; name < Math.Min(surplus.Length, 64); name++)
        {
            SurplusNames |= surplus[name] > 0 ? 1UL << name : 0;
        }
    }
}
