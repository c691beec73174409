using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>An amount of one resource. Immutable.</summary>
public sealed class ResourceRecord : IEquatable<ResourceRecord>
{
    private readonly object? _collection;

    internal ResourceRecord(ResourceKey key, long milli, object? collection, int sharedCount = 1)
    {
        Key = key;
        Milli = milli;
        _collection = collection;
        SharedCount = sharedCount;
    }

    /// <summary>Everything but the amount.</summary>
    public ResourceKey Key { get; }

    /// <summary>The amount of a scalar in thousandths; 0 for anything else.</summary>
    public long Milli { get; }

    /// <summary>How often a shared record was added to its collection; 1 for anything else.</summary>
    public int SharedCount { get; }

    /// <summary>The resource's name.</summary>
    public string Name => Key.Name;

    /// <summary>How it is counted.</summary>
    public ResourceKind Kind => Key.Kind;

    /// <summary>The amount of a scalar.</summary>
    public double Value => FixedPoint.ToDouble(Milli);

    /// <summary>The numbers of a ranges resource; empty for anything else.</summary>
    public ValueRanges Ranges => _collection as ValueRanges ?? ValueRanges.Empty;

    /// <summary>The items of a set resource; empty for anything else.</summary>
    public ValueSet Items => _collection as ValueSet ?? ValueSet.Empty;

    /// <summary>Whom it is reserved for.</summary>
    public ReservationStack Reservations => Key.Reservations;

    /// <summary>The role on top of the reservations; null when unreserved.</summary>
    public string? ReservationRole => Key.Reservations.Role;

    /// <summary>True when reserved.</summary>
    public bool IsReserved => !Key.Reservations.IsEmpty;

    /// <summary>The role it is offered or allocated to, or null.</summary>
    public string? AllocationRole => Key.AllocationRole;

    /// <summary>Details of a disk, or null.</summary>
    public ResourceDisk? Disk => Key.Disk;

    /// <summary>The resource provider it comes from, or null.</summary>
    public string? ProviderId => Key.ProviderId;

    /// <summary>True when it can be taken back at any time.</summary>
    public bool IsRevocable => Key.IsRevocable;

    /// <summary>True for a volume that several tasks may use at once.</summary>
    public bool IsShared => Key.IsShared;

    /// <summary>True for a persistent volume.</summary>
    public bool IsPersistentVolume => Key.Disk?.PersistenceId is not null;

    /// <summary>True when there is nothing of it.</summary>
    public bool IsEmpty => SharedCount <= 0 || Kind switch
    {
        ResourceKind.Scalar => Milli <= 0,
        ResourceKind.Ranges => Ranges.IsEmpty,
        _ => Items.IsEmpty,
    };

    /// <summary>The amount of a scalar, the number of items of anything else, in thousandths.</summary>
    public long QuantityMilli => Kind switch
    {
        ResourceKind.Scalar => Milli,
        ResourceKind.Ranges => FixedPoint.FromCount(Ranges.Size),
        _ => FixedPoint.FromCount((ulong)Items.Count),
    };

    /// <summary>An unreserved scalar of the agent itself.</summary>
    public static ResourceRecord Scalar(string name, double value) => ScalarMilli(name, FixedPoint.FromDouble(value));

    /// <summary>An unreserved scalar of the agent itself, in thousandths.</summary>
    public static ResourceRecord ScalarMilli(string name, long milli) =>
        new(ResourceKey.Plain(name, ResourceKind.Scalar), milli, null);

    /// <summary>Unreserved ranges of the agent itself.</summary>
    public static ResourceRecord OfRanges(string name, ValueRanges ranges) =>
        new(ResourceKey.Plain(name, ResourceKind.Ranges), 0, ranges);

    /// <summary>An unreserved set of the agent itself.</summary>
    public static ResourceRecord OfItems(string name, ValueSet items) =>
        new(ResourceKey.Plain(name, ResourceKind.Set), 0, items);

    /// <summary>Takes a message over, whichever format its reservations are in.</summary>
    /// <returns>Null when the message is not a valid resource (<see cref="ResourceValidator"/> says why).</returns>
    public static ResourceRecord? FromProto(Resource resource) => ResourceCodec.FromProto(resource);

    /// <summary>The record as a message.</summary>
    /// <exception cref="InvalidOperationException">A refined reservation cannot be written in <see cref="ResourceFormat.Pre"/>.</exception>
    public Resource ToProto(ResourceFormat format = ResourceFormat.Post) => ResourceCodec.ToProto(this, format);

    /// <summary>The same amount under another key of the same kind.</summary>
    public ResourceRecord WithKey(ResourceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return ReferenceEquals(key, Key) ? this : new ResourceRecord(key, Milli, _collection, SharedCount);
    }

    /// <summary>Another amount of the same scalar.</summary>
    public ResourceRecord WithMilli(long milli)
    {
        Invariant.Check(Kind == ResourceKind.Scalar, $"{Name} is not a scalar");
        return milli == Milli ? this : new ResourceRecord(Key, milli, null, SharedCount);
    }

    /// <summary>Other numbers of the same ranges resource.</summary>
    public ResourceRecord WithRanges(ValueRanges ranges)
    {
        Invariant.Check(Kind == ResourceKind.Ranges, $"{Name} is not a ranges resource");
        return new ResourceRecord(Key, 0, ranges, SharedCount);
    }

    /// <summary>Other items of the same set.</summary>
    public ResourceRecord WithItems(ValueSet items)
    {
        Invariant.Check(Kind == ResourceKind.Set, $"{Name} is not a set");
        return new ResourceRecord(Key, 0, items, SharedCount);
    }

    /// <summary>The same, allocated to a role.</summary>
    public ResourceRecord Allocate(string role) => WithKey(Key.WithAllocation(role));

    /// <summary>The same, not allocated.</summary>
    public ResourceRecord Unallocate() => WithKey(Key.WithoutAllocation());

    /// <summary>The same, reserved once more.</summary>
    public ResourceRecord PushReservation(Reservation reservation) =>
        WithKey(Key.WithReservations(Reservations.Push(reservation)));

    /// <summary>The same without its top reservation.</summary>
    /// <exception cref="InvariantViolationException">It is not reserved.</exception>
    public ResourceRecord PopReservation() => WithKey(Key.WithReservations(Reservations.Pop()));

    /// <summary>The same with other reservations.</summary>
    public ResourceRecord WithReservations(ReservationStack reservations) =>
        WithKey(Key.WithReservations(reservations));

    /// <summary>The space that a persistent volume was made of: no persistence, no volume, not shared, counted once.</summary>
    public ResourceRecord StripVolume()
    {
        var key = Key.WithDisk(Disk?.Strip()).WithShared(false);
        return new ResourceRecord(key, Milli, _collection);
    }

    /// <summary>True when the two may merge into one record.</summary>
    public bool IsAddableTo(ResourceRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Key.Equals(other.Key) && (Key.IsDivisible || (Key.IsShared && HasSameAmount(other)));
    }

    /// <summary>True when <paramref name="other"/> may be taken out of this, in whole or as far as there is any.</summary>
    public bool IsSubtractable(ResourceRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Key.Equals(other.Key) && (Key.IsDivisible || HasSameAmount(other));
    }

    /// <summary>True when all of <paramref name="other"/> is in this.</summary>
    public bool Contains(ResourceRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!IsSubtractable(other))
        {
            return false;
        }

        return IsShared ? SharedCount >= other.SharedCount : Kind switch
        {
            ResourceKind.Scalar => Milli >= other.Milli,
            ResourceKind.Ranges => Ranges.Contains(other.Ranges),
            _ => Items.Contains(other.Items),
        };
    }

    /// <summary>True when amount, key and count are equal. The container path of a volume does not matter.</summary>
    public bool Equals(ResourceRecord? other) =>
        ReferenceEquals(this, other)
        || (other is not null && SharedCount == other.SharedCount && Key.Equals(other.Key) && HasSameAmount(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceRecord);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Milli, _collection, SharedCount);

    /// <summary>As it is written in messages and logs, such as <c>cpus(reservations: [(STATIC,a)]):1.5</c>.</summary>
    public override string ToString() => ResourcePrinter.Print(this);

    internal bool HasSameAmount(ResourceRecord other) => Kind == other.Kind && Kind switch
    {
        ResourceKind.Scalar => Milli == other.Milli,
        ResourceKind.Ranges => Ranges.Equals(other.Ranges),
        _ => Items.Equals(other.Items),
    };

    internal ResourceRecord WithSharedCount(int count) => new(Key, Milli, _collection, count);

    // Callers have found the two to be addable.
    internal ResourceRecord Merge(ResourceRecord other)
    {
        if (IsShared)
        {
            return WithSharedCount(checked(SharedCount + other.SharedCount));
        }

        return Kind switch
        {
            ResourceKind.Scalar => new ResourceRecord(Key, FixedPoint.Add(Milli, other.Milli), null),
            ResourceKind.Ranges => new ResourceRecord(Key, 0, Ranges + other.Ranges),
            _ => new ResourceRecord(Key, 0, Items + other.Items),
        };
    }

    // Callers have found the right to be subtractable from this; null when nothing is left.
    internal ResourceRecord? Without(ResourceRecord other)
    {
        ResourceRecord rest;
        if (IsShared)
        {
            rest = WithSharedCount(SharedCount - other.SharedCount);
        }
        else
        {
            rest = Kind switch
            {
                ResourceKind.Scalar => new ResourceRecord(Key, FixedPoint.Add(Milli, -other.Milli), null),
                ResourceKind.Ranges => new ResourceRecord(Key, 0, Ranges - other.Ranges),
                _ => new ResourceRecord(Key, 0, Items - other.Items),
            };
        }

        return rest.IsEmpty ? null : rest;
    }
}
