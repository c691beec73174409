using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Resources;

/// <content>Filters, totals and changed copies.</content>
public sealed partial class ResourceSet
{
    /// <summary>Total cores.</summary>
    public double Cpus => FixedPoint.ToDouble(ScalarMilli(ResourceNames.Cpus));

    /// <summary>Total memory in MB.</summary>
    public double Mem => FixedPoint.ToDouble(ScalarMilli(ResourceNames.Mem));

    /// <summary>Total disk space in MB; a shared volume counts once.</summary>
    public double Disk => FixedPoint.ToDouble(ScalarMilli(ResourceNames.Disk));

    /// <summary>Total graphics devices.</summary>
    public double Gpus => FixedPoint.ToDouble(ScalarMilli(ResourceNames.Gpus));

    /// <summary>All port numbers, whatever they are reserved for.</summary>
    public ValueRanges Ports => GetRanges(ResourceNames.Ports) ?? ValueRanges.Empty;

    /// <summary>What is not reserved.</summary>
    public ResourceSet Unreserved => Where(static (record, _) => !record.IsReserved, 0);

    /// <summary>What can be taken back at any time.</summary>
    public ResourceSet Revocable => Where(static (record, _) => record.IsRevocable, 0);

    /// <summary>What cannot be taken back.</summary>
    public ResourceSet NonRevocable => Where(static (record, _) => !record.IsRevocable, 0);

    /// <summary>Shared volumes.</summary>
    public ResourceSet Shared => Where(static (record, _) => record.IsShared, 0);

    /// <summary>All but shared volumes.</summary>
    public ResourceSet NonShared => Where(static (record, _) => !record.IsShared, 0);

    /// <summary>The same resources, each shared volume once however often it was added.</summary>
    public ResourceSet SharedOnce() => Map(
        static (record, _) => record.SharedCount > 1 ? record.WithSharedCount(1) : record, 0, keysStayDistinct: true);

    /// <summary>Persistent volumes, shared or not.</summary>
    public ResourceSet PersistentVolumes => Where(static (record, _) => record.IsPersistentVolume, 0);

    /// <summary>Scalars only.</summary>
    public ResourceSet Scalars => Where(static (record, _) => record.Kind == ResourceKind.Scalar, 0);

    /// <summary>Amounts by name: scalars by value, ranges and sets by size, regardless of everything else.</summary>
    public ResourceQuantities Quantities => ResourceQuantities.FromResources(this);

    /// <summary>Amounts of the scalars by name; ranges and sets are left out.</summary>
    public ResourceQuantities ScalarQuantities => ResourceQuantities.FromScalarRecords(this);

    /// <summary>The distinct names, in order of appearance.</summary>
    public IEnumerable<string> Names => _items.Select(static record => record.Name).Distinct(StringComparer.Ordinal);

    /// <summary>What is reserved, for whomever.</summary>
    public ResourceSet Reserved() => Where(static (record, _) => record.IsReserved, 0);

    /// <summary>What is reserved for exactly this role.</summary>
    public ResourceSet Reserved(string role) => Where(static (record, role) => record.ReservationRole == role, role);

    /// <summary>What a role may be given: unreserved, or reserved for it or for a role above it.</summary>
    public ResourceSet AllocatableTo(string role) =>
        Where(static (record, role) => record.Reservations.IsAllocatableTo(role), role);

    /// <summary>What is allocated to a role or to one below it.</summary>
    public ResourceSet AllocatedToRoleSubtree(string role) => Where(
        static (record, role) => record.AllocationRole is { } allocated && RoleName.IsInSubtree(allocated, role), role);

    /// <summary>What is reserved for a role or for one below it.</summary>
    public ResourceSet ReservedToRoleSubtree(string role) => Where(
        static (record, role) => record.ReservationRole is { } reserved && RoleName.IsInSubtree(reserved, role), role);

    /// <summary>All records of a name.</summary>
    public ResourceSet Get(string name) => Where(static (record, name) => record.Name == name, name);

    /// <summary>What satisfies a condition.</summary>
    public ResourceSet Where(Func<ResourceRecord, bool> predicate) =>
        Where(static (record, predicate) => predicate(record), predicate);

    /// <summary>What satisfies a condition that needs some state.</summary>
    public ResourceSet Where<TState>(Func<ResourceRecord, TState, bool> predicate, TState state)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        Span<bool> keep = _items.Length <= StackLimit ? stackalloc bool[_items.Length] : new bool[_items.Length];
        var count = 0;
        for (var i = 0; i < _items.Length; i++)
        {
            keep[i] = predicate(_items[i], state);
            count += keep[i] ? 1 : 0;
        }

        if (count == _items.Length)
        {
            return this;
        }

        if (count == 0)
        {
            return Empty;
        }

        var kept = new ResourceRecord[count];
        var next = 0;
        for (var i = 0; i < _items.Length; i++)
        {
            if (keep[i])
            {
                kept[next++] = _items[i];
            }
        }

        return new ResourceSet(kept);
    }

    /// <summary>Total of a scalar in thousandths; 0 when there is none.</summary>
    public long ScalarMilli(string name)
    {
        long total = 0;
        foreach (var record in _items)
        {
            if (record.Kind == ResourceKind.Scalar && record.Name == name)
            {
                total = FixedPoint.Add(total, record.Milli);
            }
        }

        return total;
    }

    /// <summary>Total of a name in thousandths: scalars by value, ranges and sets by size.</summary>
    public long QuantityMilli(string name)
    {
        long total = 0;
        foreach (var record in _items)
        {
            if (record.Name == name)
            {
                total = FixedPoint.Add(total, record.QuantityMilli);
            }
        }

        return total;
    }

    /// <summary>Total of a scalar; null when there is none.</summary>
    public double? GetScalar(string name) =>
        Array.Exists(_items, record => record.Kind == ResourceKind.Scalar && record.Name == name)
            ? FixedPoint.ToDouble(ScalarMilli(name))
            : null;

    /// <summary>All numbers of a ranges resource; null when there is none.</summary>
    public ValueRanges? GetRanges(string name)
    {
        ValueRanges? total = null;
        foreach (var record in _items)
        {
            if (record.Kind == ResourceKind.Ranges && record.Name == name)
            {
                total = total is null ? record.Ranges : total + record.Ranges;
            }
        }

        return total;
    }

    /// <summary>All items of a set resource; null when there is none.</summary>
    public ValueSet? GetItems(string name)
    {
        ValueSet? total = null;
        foreach (var record in _items)
        {
            if (record.Kind == ResourceKind.Set && record.Name == name)
            {
                total = total is null ? record.Items : total + record.Items;
            }
        }

        return total;
    }

    /// <summary>The same resources, all allocated to one role.</summary>
    public ResourceSet Allocate(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return Map(static (record, role) => record.Allocate(role), role, HasOneAllocation());
    }

    /// <summary>The same resources, none allocated.</summary>
    public ResourceSet Unallocate() => Map(static (record, _) => record.Unallocate(), 0, HasOneAllocation());

    /// <summary>The same resources, each reserved once more. Whether the result is valid is the validator's matter.</summary>
    public ResourceSet PushReservation(Reservation reservation) =>
        Map(static (record, reservation) => record.PushReservation(reservation), reservation, keysStayDistinct: true);

    /// <summary>The same resources, each without its top reservation.</summary>
    /// <exception cref="InvariantViolationException">One is not reserved.</exception>
    public ResourceSet PopReservation() =>
        Map(static (record, _) => record.PopReservation(), 0, keysStayDistinct: false);

    /// <summary>The same resources without any reservation.</summary>
    public ResourceSet ToUnreserved() =>
        Map(static (record, _) => record.WithReservations(ReservationStack.Empty), 0, keysStayDistinct: false);

    /// <summary>The scalars reduced to name and amount.</summary>
    public ResourceSet StrippedScalars()
    {
        var builder = new ResourceSetBuilder(_items.Length);
        foreach (var record in _items)
        {
            if (record.Kind == ResourceKind.Scalar)
            {
                builder.Add(ResourceRecord.ScalarMilli(record.Name, record.Milli));
            }
        }

        return builder.ToSet();
    }

    /// <summary>Resources by the role they are reserved for; unreserved ones are left out.</summary>
    public IReadOnlyDictionary<string, ResourceSet> Reservations() => GroupBy(static record => record.ReservationRole);

    /// <summary>Resources by the role they are allocated to.</summary>
    /// <exception cref="InvariantViolationException">One is not allocated.</exception>
    public IReadOnlyDictionary<string, ResourceSet> Allocations()
    {
        foreach (var record in _items)
        {
            Invariant.Check(record.AllocationRole is not null, $"{record} is not allocated to a role");
        }

        return GroupBy(static record => record.AllocationRole);
    }

    private Dictionary<string, ResourceSet> GroupBy(Func<ResourceRecord, string?> role)
    {
        var groups = new Dictionary<string, ResourceSet>(StringComparer.Ordinal);
        foreach (var name in _items.Select(role).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            groups[name] = Where(static (record, state) => state.role(record) == state.name, (role, name));
        }

        return groups;
    }

    // With one allocation role for all, changing it cannot make two keys equal.
    private bool HasOneAllocation()
    {
        foreach (var record in _items)
        {
            if (record.AllocationRole != _items[0].AllocationRole)
            {
                return false;
            }
        }

        return true;
    }

    private ResourceSet Map<TState>(
        Func<ResourceRecord, TState, ResourceRecord> change, TState state, bool keysStayDistinct)
    {
        ResourceRecord[]? changed = null;
        for (var i = 0; i < _items.Length; i++)
        {
            var record = change(_items[i], state);
            if (changed is null && !ReferenceEquals(record, _items[i]))
            {
                changed = (ResourceRecord[])_items.Clone();
            }

            if (changed is not null)
            {
                changed[i] = record;
            }
        }

        return changed is null ? this : keysStayDistinct ? new ResourceSet(changed) : Of(changed);
    }
}
