using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>
/// Knows which limits are used up, as bits by scalar name, so that thousands of roles at their limits cost a cycle
/// next to nothing. Names beyond the 64th are taken to be left; that costs time, never correctness.
/// </summary>
internal sealed class LimitWatch
{
    private const int NamesMax = 64;
    private readonly int[] _open = new int[NamesMax];

    /// <summary>Starts a cycle.</summary>
    /// <param name="tree">Roles, with what they consume.</param>
    /// <param name="rolesTracked">How many roles have frameworks.</param>
    /// <param name="isTracked">Whether a role has frameworks.</param>
    public void Start(RoleTree tree, int rolesTracked, Func<RoleNode, bool> isTracked)
    {
        Array.Fill(_open, rolesTracked);
        foreach (var role in tree.WithQuota)
        {
            role.UsedUpNames = 0;
            if (isTracked(role))
            {
                Refresh(role);
            }
        }
    }

    /// <summary>Takes over that a role with frameworks consumes more.</summary>
    public void Refresh(RoleNode role)
    {
        for (var name = 0; name < Math.Min(role.Quota.Limits.Length, NamesMax); name++)
        {
            var bit = 1UL << name;
            if ((role.UsedUpNames & bit) == 0
                && role.Quota.LimitOf(name) is var limit and not QuotaAmounts.Unlimited
                && limit <= role.Consumed[name])
            {
                role.UsedUpNames |= bit;
                _open[name]--;
            }
        }
    }

    /// <summary>True when limits leave no role anything of these resources.</summary>
    public bool LeaveNothingOf(ResourceView available)
    {
        if (!available.IsAllChoppable)
        {
            return false;
        }

        for (var names = available.UnreservedNames; names != 0; names &= names - 1)
        {
            if (_open[System.Numerics.BitOperations.TrailingZeroCount(names)] > 0)
            {
                return false;
            }
        }

        return !available.HasManyNames;
    }
}
