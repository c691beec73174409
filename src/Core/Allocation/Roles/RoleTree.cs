using MesosOrleans.Core.Allocation.Quotas;

namespace MesosOrleans.Core.Allocation.Roles;

/// <summary>
/// The allocator's tree of roles. A node is made, with its ancestors, when there is the first reason for it and goes
/// with the last one: children, frameworks, scalar reservations, quota, or a weight other than 1.
/// </summary>
public sealed class RoleTree
{
    private readonly Dictionary<string, RoleNode> _nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RoleNode> _withQuota = new(StringComparer.Ordinal);

    /// <summary>The nameless node above all top-level roles.</summary>
    public RoleNode Root { get; } = new("", null);

    /// <summary>All nodes but the root.</summary>
    public IReadOnlyCollection<RoleNode> Nodes => _nodes.Values;

    /// <summary>Roles whose quota is not the default, by name.</summary>
    public IReadOnlyCollection<RoleNode> WithQuota => _withQuota.Values;

    /// <summary>The node of a role, or null when there is no reason for one.</summary>
    public RoleNode? Find(string role) => _nodes.GetValueOrDefault(role);

    /// <summary>Counts one more framework in a role.</summary>
    public RoleNode TrackFramework(string role)
    {
        var node = GetOrCreate(role);
        node.Frameworks++;
        return node;
    }

    /// <summary>Counts one framework less in a role.</summary>
    public void UntrackFramework(string role)
    {
        if (Find(role) is { } node)
        {
            node.Frameworks--;
            RemoveIfIdle(node);
        }
    }

    /// <summary>Sets a role's quota; the default removes it.</summary>
    public void UpdateQuota(string role, QuotaAmounts quota)
    {
        var node = GetOrCreate(role);
        node.Quota = quota;
        if (quota.IsDefault)
        {
            _withQuota.Remove(role);
            RemoveIfIdle(node);
        }
        else
        {
            _withQuota[role] = node;
        }
    }

    /// <summary>Sets a role's weight; 1 is the default.</summary>
    public void UpdateWeight(string role, double weight)
    {
        var node = GetOrCreate(role);
        node.Weight = weight;
        RemoveIfIdle(node);
    }

    /// <summary>Adds or, with a negative sign, takes away scalar reservations of a role.</summary>
    public void ChangeReservations(string role, ReadOnlySpan<long> amounts, int sign)
    {
        if (!amounts.ContainsAnyExcept(0L))
        {
            return;
        }

        var node = GetOrCreate(role);
        for (var at = node; at is not null; at = at.Parent)
        {
            at.Reservations.Add(amounts, sign);
        }

        RemoveIfIdle(node);
    }

    /// <summary>Charges an offer or allocation to a role and its ancestors.</summary>
    /// <param name="role">A role with a node.</param>
    /// <param name="agent">Agent index.</param>
    /// <param name="reserved">The reserved part.</param>
    /// <param name="unreserved">The unreserved non-revocable scalars.</param>
    public static void TrackHeld(RoleNode role, int agent, ResourceCharge reserved, ReadOnlySpan<long> unreserved)
    {
        for (var node = role; node is not null; node = node.Parent)
        {
            node.ReservedHeld.Add(agent, reserved);
            node.UnreservedHeld.Add(unreserved);
        }
    }

    /// <summary>Takes back what <see cref="TrackHeld"/> charged.</summary>
    public static void UntrackHeld(RoleNode role, int agent, ResourceCharge reserved, ReadOnlySpan<long> unreserved)
    {
        for (var node = role; node is not null; node = node.Parent)
        {
            node.ReservedHeld.Subtract(agent, reserved);
            node.UnreservedHeld.Add(unreserved, -1);
        }
    }

    /// <summary>Adds or takes away unreserved non-revocable scalars that are launched on.</summary>
    public static void ChangeAllocated(RoleNode role, ReadOnlySpan<long> unreserved, int sign)
    {
        for (var node = role; node is not null; node = node.Parent)
        {
            node.UnreservedAllocated.Add(unreserved, sign);
        }
    }

    private RoleNode GetOrCreate(string role)
    {
        if (_nodes.TryGetValue(role, out var node))
        {
            return node;
        }

        var slash = role.LastIndexOf('/');
        var parent = slash < 0 ? Root : GetOrCreate(role[..slash]);
        node = new RoleNode(role, parent);
        parent.ChildrenByName.Add(role[(slash + 1)..], node);
        _nodes.Add(role, node);
        return node;
    }

    private void RemoveIfIdle(RoleNode node)
    {
        while (!node.HasReason)
        {
            var parent = node.Parent!;
            parent.ChildrenByName.Remove(node.Path[(node.Path.LastIndexOf('/') + 1)..]);
            _nodes.Remove(node.Path);
            node = parent;
        }
    }
}
