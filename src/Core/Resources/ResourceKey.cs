using System.Collections.Concurrent;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Everything about a resource but its amount: two resources merge only when their keys are equal. Immutable and
/// interned, with its hash at hand, so that finding a match is mostly comparing references.
/// </summary>
public sealed class ResourceKey : IEquatable<ResourceKey>
{
    private const int InternCapacity = 65_536;
    private const int AllocationCapacity = 1_024;
    private static readonly InternTable<ResourceKey> Interned = new(InternCapacity);

    private readonly int _hash;
    private ResourceKey? _unallocated;
    private ResourceKey? _lastAllocated;
    private ConcurrentDictionary<string, ResourceKey>? _allocated;

    private ResourceKey(in Fields fields)
    {
        Name = fields.Name;
        Kind = fields.Kind;
        Reservations = fields.Reservations;
        AllocationRole = fields.AllocationRole;
        Disk = fields.Disk;
        ProviderId = fields.ProviderId;
        IsRevocable = fields.IsRevocable;
        IsShared = fields.IsShared;
        _hash = HashCode.Combine(Name, Kind, Reservations, AllocationRole, Disk, ProviderId, IsRevocable, IsShared);
    }

    /// <summary>The resource's name.</summary>
    public string Name { get; }

    /// <summary>How it is counted.</summary>
    public ResourceKind Kind { get; }

    /// <summary>Whom it is reserved for.</summary>
    public ReservationStack Reservations { get; }

    /// <summary>The role it is offered or allocated to; null when it is an agent's own account.</summary>
    public string? AllocationRole { get; }

    /// <summary>Details of a disk; null for anything else and for plain space on the root disk.</summary>
    public ResourceDisk? Disk { get; }

    /// <summary>The resource provider that it comes from; null for the agent itself.</summary>
    public string? ProviderId { get; }

    /// <summary>True when it can be taken back at any time.</summary>
    public bool IsRevocable { get; }

    /// <summary>True for a volume that several tasks may use at once.</summary>
    public bool IsShared { get; }

    /// <summary>True when amounts with this key can be added up and split.</summary>
    public bool IsDivisible => !IsShared && Disk is not { IsDivisible: false };

    /// <summary>The key of an unreserved, unallocated resource of the agent itself.</summary>
    public static ResourceKey Plain(string name, ResourceKind kind) =>
        Create(new Fields(InternedText.Of(name), kind, ReservationStack.Empty, null, null, null, false, false));

    // A key with a disk is not interned: its equal may carry another container path or principal.
    internal static ResourceKey Create(in Fields fields)
    {
        var key = new ResourceKey(fields);
        return key.Disk is null ? Interned.Intern(key) : key;
    }

    /// <summary>The same, allocated to a role.</summary>
    public ResourceKey WithAllocation(string role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (AllocationRole is not null)
        {
            return AllocationRole == role ? this : WithoutAllocation().WithAllocation(role);
        }

        if (_lastAllocated is { } last && last.AllocationRole == role)
        {
            return last;
        }

        return _lastAllocated = FindAllocated(role);
    }

    /// <summary>The same, not allocated.</summary>
    public ResourceKey WithoutAllocation() =>
        AllocationRole is null ? this : _unallocated ??= Create(ToFields() with { AllocationRole = null });

    /// <summary>The same with other reservations.</summary>
    public ResourceKey WithReservations(ReservationStack reservations)
    {
        ArgumentNullException.ThrowIfNull(reservations);
        return ReferenceEquals(reservations, Reservations) ? this : Create(ToFields() with { Reservations = reservations });
    }

    /// <summary>The same with other details of the disk.</summary>
    public ResourceKey WithDisk(ResourceDisk? disk) =>
        ReferenceEquals(disk, Disk) ? this : Create(ToFields() with { Disk = disk });

    /// <summary>The same, revocable or not.</summary>
    public ResourceKey WithRevocable(bool revocable) =>
        revocable == IsRevocable ? this : Create(ToFields() with { IsRevocable = revocable });

    /// <summary>The same, shared or not.</summary>
    public ResourceKey WithShared(bool shared) =>
        shared == IsShared ? this : Create(ToFields() with { IsShared = shared });

    /// <summary>The same from another provider.</summary>
    public ResourceKey WithProvider(string? providerId) =>
        providerId == ProviderId ? this : Create(ToFields() with { ProviderId = providerId });

    /// <inheritdoc/>
    public bool Equals(ResourceKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && Kind == other.Kind
            && IsRevocable == other.IsRevocable
            && IsShared == other.IsShared
            && Name == other.Name
            && AllocationRole == other.AllocationRole
            && ProviderId == other.ProviderId
            && Reservations.Equals(other.Reservations)
            && Equals(Disk, other.Disk));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ResourceKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public override string ToString() => ResourcePrinter.Print(this);

    private ResourceKey FindAllocated(string role)
    {
        var known = _allocated;
        if (known is null)
        {
            known = new ConcurrentDictionary<string, ResourceKey>(StringComparer.Ordinal);
            known = Interlocked.CompareExchange(ref _allocated, known, null) ?? known;
        }

        if (known.TryGetValue(role, out var key))
        {
            return key;
        }

        if (known.Count >= AllocationCapacity)
        {
            known.Clear();
        }

        key = Create(ToFields() with { AllocationRole = InternedText.Of(role) });
        known[role] = key;
        return key;
    }

    private Fields ToFields() => new(Name, Kind, Reservations, AllocationRole, Disk, ProviderId, IsRevocable, IsShared);

    internal readonly record struct Fields(
        string Name,
        ResourceKind Kind,
        ReservationStack Reservations,
        string? AllocationRole,
        ResourceDisk? Disk,
        string? ProviderId,
        bool IsRevocable,
        bool IsShared);
}
