using MesosOrleans.Core.Allocation.Quotas;

namespace MesosOrleans.Core.Allocation.Roles;

/// <summary>A role in the allocator's role tree, with what its subtree has reserved, holds and uses.</summary>
public sealed class RoleNode
{
    internal RoleNode(string path, RoleNode? parent) => (Path, Parent) = (path, parent);

    /// <summary>The role's path; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The role above; null for the root only.</summary>
    public RoleNode? Parent { get; }

    /// <summary>True for a role directly below the root; only these can carry quota.</summary>
    public bool IsTopLevel => Parent is { Parent: null };

    /// <summary>The roles below, by last component.</summary>
    public IReadOnlyDictionary<string, RoleNode> Children => ChildrenByName;

    /// <summary>Guarantees and limits.</summary>
    public QuotaAmounts Quota { get; internal set; } = QuotaAmounts.Default;

    /// <summary>Weight against its siblings.</summary>
    public double Weight { get; internal set; } = 1.0;

    /// <summary>How many frameworks are tracked here (not below).</summary>
    public int Frameworks { get; internal set; }

    /// <summary>Scalar reservations of all agents for this subtree, allocated or not.</summary>
    public ScalarVector Reservations { get; } = new();

    /// <summary>Reserved scalars offered or allocated in this subtree.</summary>
    public ChargeAccount ReservedHeld { get; } = new();

    /// <summary>Unreserved non-revocable scalars offered or allocated in this subtree.</summary>
    public ScalarVector UnreservedHeld { get; } = new();

    /// <summary>Unreserved non-revocable scalars launched on (not merely offered) in this subtree.</summary>
    public ScalarVector UnreservedAllocated { get; } = new();

    /// <summary>Scratch of a cycle: what counts against the quota, offers of this cycle included.</summary>
    internal ScalarVector Consumed { get; } = new();

    /// <summary>Scratch of a cycle: bits by scalar name whose limit is used up.</summary>
    internal ulong UsedUpNames { get; set; }

    internal Dictionary<string, RoleNode> ChildrenByName { get; } = new(StringComparer.Ordinal);

    /// <summary>A node exists for one of these reasons.</summary>
    internal bool HasReason =>
        Parent is null || ChildrenByName.Count > 0 || Frameworks > 0 || !Quota.IsDefault || Weight != 1.0
        || !Reservations.IsZero;

    /// <summary>Offered or consumed against the quota: unreserved amounts held, and all reservations.</summary>
    public long QuotaOfferedOrConsumed(int name) => UnreservedHeld[name] + Reservations[name];

    /// <summary>Consumed against the quota: unreserved amounts launched on, and all reservations.</summary>
    public long QuotaConsumed(int name) => UnreservedAllocated[name] + Reservations[name];
}
