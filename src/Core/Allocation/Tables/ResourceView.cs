using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>
/// A collection of resources with everything the allocator asks of it, worked out once. Agents of the same size share
/// one view, so a cycle over them neither compares nor rebuilds resources.
/// </summary>
internal sealed class ResourceView
{
    private const FrameworkCapabilities StripMask = FrameworkCapabilities.RevocableResources
        | FrameworkCapabilities.SharedResources | FrameworkCapabilities.ReservationRefinement;

    private readonly ResourceViews _views;
    private readonly FrameworkCapabilities _needs;
    private readonly string[] _reservationRoles;
    private ResourceView? _choppable;
    private ResourceView? _rest;
    private ResourceView? _unreserved;
    private Dictionary<string, ResourceView>? _byRole;
    private ResourceView?[]? _byCapabilities;

    public ResourceView(ResourceViews views, ResourceSet set)
    {
        (_views, Set) = (views, set);
        List<string>? roles = null;
        foreach (var record in set.AsSpan())
        {
            Count(record, views);
            _needs |= NeedsOf(record);
            if (record.ReservationRole is { } role && roles?.Contains(role) != true)
            {
                (roles ??= []).Add(role);
            }
        }

        _reservationRoles = roles?.ToArray() ?? [];
    }

    public ResourceSet Set { get; }

    public bool IsEmpty => Set.IsEmpty;

    /// <summary>All scalars, as the sorters charge them.</summary>
    public ResourceCharge All { get; } = new();

    /// <summary>Reserved scalars, as the role tree charges them.</summary>
    public ResourceCharge Reserved { get; } = new();

    /// <summary>Unreserved non-revocable scalars: what quota governs and what may be chopped.</summary>
    public ScalarVector Unreserved { get; } = new();

    /// <summary>Bits by scalar name of <see cref="Unreserved"/>, for the first 64 names.</summary>
    public ulong UnreservedNames { get; private set; }

    /// <summary>True when <see cref="Unreserved"/> has a name beyond the 64th.</summary>
    public bool HasManyNames { get; private set; }

    /// <summary>Amounts of every name, ranges and sets by size.</summary>
    public ScalarVector Quantities { get; } = new();

    /// <summary>True when there is a shared volume.</summary>
    public bool HasShared => (_needs & FrameworkCapabilities.SharedResources) != 0;

    /// <summary>True when all is unreserved non-revocable scalars.</summary>
    public bool IsAllChoppable { get; private set; } = true;

    /// <summary>The unreserved non-revocable scalars.</summary>
    public ResourceView Choppable =>
        _choppable ??= IsAllChoppable ? this : _views.Of(Set.Where(IsChoppable));

    /// <summary>Everything but <see cref="Choppable"/>: never held back for quota.</summary>
    public ResourceView Rest =>
        _rest ??= IsAllChoppable ? _views.Empty : _views.Of(Set.Where(static record => !IsChoppable(record)));

    /// <summary>What a role may be given of it.</summary>
    public ResourceView AllocatableTo(string role)
    {
        if (_reservationRoles.Length == 0)
        {
            return this;
        }

        if (!Array.Exists(_reservationRoles, reserved => Core.Roles.RoleName.IsInSubtree(role, reserved)))
        {
            return _unreserved ??= _views.Of(Set.Unreserved);
        }

        _byRole ??= new(StringComparer.Ordinal);
        if (!_byRole.TryGetValue(role, out var view))
        {
            view = _views.Of(Set.AllocatableTo(role));
            _byRole.Add(role, view);
        }

        return view;
    }

    /// <summary>What a framework with these capabilities can use of it.</summary>
    public ResourceView UsableWith(FrameworkCapabilities capabilities)
    {
        var missing = _needs & ~capabilities & StripMask;
        if (missing == 0)
        {
            return this;
        }

        _byCapabilities ??= new ResourceView?[(int)StripMask + 1];
        return _byCapabilities[(int)missing] ??=
            _views.Of(Set.Where(static (record, missing) => (NeedsOf(record) & missing) == 0, missing));
    }

    /// <summary>True when all of the other is in it.</summary>
    public bool Contains(ResourceView other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        var mine = Quantities.Amounts;
        var theirs = other.Quantities.Amounts;
        for (var name = 0; name < theirs.Length; name++)
        {
            if (theirs[name] > (name < mine.Length ? mine[name] : 0))
            {
                return false;
            }
        }

        return Set.Contains(other.Set);
    }

    private static bool IsChoppable(ResourceRecord record) =>
        record.Kind == ResourceKind.Scalar && !record.IsReserved && !record.IsRevocable && !record.IsShared;

    private static FrameworkCapabilities NeedsOf(ResourceRecord record) =>
        (record.IsRevocable ? FrameworkCapabilities.RevocableResources : 0)
        | (record.IsShared ? FrameworkCapabilities.SharedResources : 0)
        | (record.Reservations.IsRefined ? FrameworkCapabilities.ReservationRefinement : 0);

    private void Count(ResourceRecord record, ResourceViews views)
    {
        var name = views.Names.Intern(record.Name);
        Quantities.Ref(name) += record.QuantityMilli;
        IsAllChoppable &= IsChoppable(record);
        if (record.Kind != ResourceKind.Scalar)
        {
            return;
        }

        if (record.IsShared)
        {
            var copy = new SharedCopy(views.VolumeOf(record), name, record.Milli, record.SharedCount);
            All.AddShared(copy);
            Reserved.AddShared(copy);
            return;
        }

        All.Add(name, record.Milli);
        if (record.IsReserved)
        {
            Reserved.Add(name, record.Milli);
        }
        else if (!record.IsRevocable)
        {
            Unreserved.Ref(name) += record.Milli;
            UnreservedNames |= name < 64 ? 1UL << name : 0;
            HasManyNames |= name >= 64;
        }
    }
}
