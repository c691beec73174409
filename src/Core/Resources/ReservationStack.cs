using System.Collections;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// The reservations of a resource, the bottom first. Each is for a role below that of the one before. Immutable and interned.
/// </summary>
public sealed class ReservationStack : IEquatable<ReservationStack>, IReadOnlyList<Reservation>
{
    private const int InternCapacity = 65_536;
    private static readonly InternTable<ReservationStack> Interned = new(InternCapacity);

    private readonly Reservation[] _items;
    private readonly int _hash;
    private ReservationStack? _popped;

    private ReservationStack(Reservation[] items)
    {
        _items = items;
        var hash = new HashCode();
        foreach (var item in items)
        {
            hash.Add(item);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>Unreserved.</summary>
    public static ReservationStack Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>True when unreserved.</summary>
    public bool IsEmpty => _items.Length == 0;

    /// <summary>The reservation that counts: the last one; null when unreserved.</summary>
    public Reservation? Top => _items.Length == 0 ? null : _items[^1];

    /// <summary>The role that the resource is reserved for; null when unreserved.</summary>
    public string? Role => Top?.Role;

    /// <summary>True when the top reservation is dynamic.</summary>
    public bool IsDynamic => Top?.Type == ReservationType.Dynamic;

    /// <summary>True when the top reservation is static.</summary>
    public bool IsStatic => Top?.Type == ReservationType.Static;

    /// <summary>True when there is more than one reservation.</summary>
    public bool IsRefined => _items.Length > 1;

    /// <inheritdoc/>
    public Reservation this[int index] => _items[index];

    /// <summary>The stack of these reservations, the bottom first. Rules of refinement are the validator's matter.</summary>
    public static ReservationStack Of(params ReadOnlySpan<Reservation> reservations) =>
        reservations.IsEmpty ? Empty : Interned.Intern(new ReservationStack(reservations.ToArray()));

    /// <summary>The longest common beginning of two stacks.</summary>
    public static ReservationStack CommonAncestor(ReservationStack left, ReservationStack right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var count = left._items.AsSpan().CommonPrefixLength(right._items);
        return count == left.Count ? left : Of(left._items.AsSpan(0, count));
    }

    /// <summary>The stack with one more reservation on top.</summary>
    public ReservationStack Push(Reservation reservation) => Of([.. _items, reservation]);

    /// <summary>The stack without its top.</summary>
    /// <exception cref="InvariantViolationException">The stack is empty.</exception>
    public ReservationStack Pop()
    {
        Invariant.Check(!IsEmpty, "an unreserved resource has no reservation to remove");
        return _popped ??= Of(_items.AsSpan(0, _items.Length - 1));
    }

    /// <summary>True when a role may be given a resource that is reserved like this: reservations flow down the tree.</summary>
    public bool IsAllocatableTo(string role) => IsEmpty || Roles.RoleName.IsInSubtree(role, _items[^1].Role);

    /// <inheritdoc/>
    public bool Equals(ReservationStack? other) =>
        ReferenceEquals(this, other)
        || (other is not null && other._hash == _hash && _items.AsSpan().SequenceEqual(other._items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ReservationStack);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public IEnumerator<Reservation> GetEnumerator() => ((IEnumerable<Reservation>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary><c>[(STATIC,a),(DYNAMIC,a/b)]</c>.</summary>
    public override string ToString() => $"[{string.Join(",", _items.AsEnumerable())}]";
}
