using System.Collections;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// A set of whole numbers as intervals in canonical form: sorted, neither overlapping nor adjacent. Immutable.
/// </summary>
public sealed class ValueRanges : IEquatable<ValueRanges>, IReadOnlyList<ValueRange>
{
    private const int StackLimit = 64;
    private readonly ValueRange[] _items;

    private ValueRanges(ValueRange[] canonical) => _items = canonical;

    /// <summary>No numbers.</summary>
    public static ValueRanges Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>True when there are no numbers.</summary>
    public bool IsEmpty => _items.Length == 0;

    /// <summary>How many numbers there are; saturates at 2^64-1.</summary>
    public ulong Size
    {
        get
        {
            UInt128 size = 0;
            foreach (var item in _items)
            {
                size += (UInt128)item.End - item.Begin + 1;
            }

            return size > ulong.MaxValue ? ulong.MaxValue : (ulong)size;
        }
    }

    /// <inheritdoc/>
    public ValueRange this[int index] => _items[index];

    /// <summary>Brings intervals into canonical form. An interval that ends before it begins is left out.</summary>
    public static ValueRanges Of(params ReadOnlySpan<ValueRange> ranges)
    {
        var sorted = new ValueRange[ranges.Length];
        var count = 0;
        foreach (var range in ranges)
        {
            if (range.Begin <= range.End)
            {
                sorted[count++] = range;
            }
        }

        var used = sorted.AsSpan(0, count);
        used.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        return Trim(sorted, Coalesce(used));
    }

    /// <summary>The numbers in either.</summary>
    public static ValueRanges operator +(ValueRanges left, ValueRanges right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (right.IsEmpty)
        {
            return left;
        }

        if (left.IsEmpty)
        {
            return right;
        }

        var total = left.Count + right.Count;
        Span<ValueRange> merged = total <= StackLimit ? stackalloc ValueRange[total] : new ValueRange[total];
        var (l, r) = (0, 0);
        for (var i = 0; i < total; i++)
        {
            var takeLeft = r == right.Count || (l < left.Count && left._items[l].Begin <= right._items[r].Begin);
            merged[i] = takeLeft ? left._items[l++] : right._items[r++];
        }

        return new ValueRanges(merged[..Coalesce(merged)].ToArray());
    }

    /// <summary>The numbers in the left but not in the right.</summary>
    public static ValueRanges operator -(ValueRanges left, ValueRanges right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        var total = left.Count + right.Count;
        Span<ValueRange> kept = total <= StackLimit ? stackalloc ValueRange[total] : new ValueRange[total];
        var (count, next) = (0, 0);
        foreach (var item in left._items)
        {
            while (next < right.Count && right._items[next].End < item.Begin)
            {
                next++;
            }

            count = Cut(item, right._items.AsSpan(next), kept, count);
        }

        return count == 0 ? Empty : new ValueRanges(kept[..count].ToArray());
    }

    /// <summary>The sum, for languages without operators.</summary>
    public static ValueRanges Add(ValueRanges left, ValueRanges right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    public static ValueRanges Subtract(ValueRanges left, ValueRanges right) => left - right;

    /// <summary>True when every number of the other is here too.</summary>
    public bool Contains(ValueRanges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var mine = 0;
        foreach (var wanted in other._items)
        {
            while (mine < _items.Length && _items[mine].End < wanted.Begin)
            {
                mine++;
            }

            if (mine == _items.Length || _items[mine].Begin > wanted.Begin || _items[mine].End < wanted.End)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The intervals.</summary>
    public ReadOnlySpan<ValueRange> AsSpan() => _items;

    /// <inheritdoc/>
    public bool Equals(ValueRanges? other) =>
        ReferenceEquals(this, other) || (other is not null && _items.AsSpan().SequenceEqual(other._items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueRanges);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item.Begin);
            hash.Add(item.End);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<ValueRange> GetEnumerator() => ((IEnumerable<ValueRange>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary><c>[1-4, 7-9]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";

    private static int Cut(ValueRange item, ReadOnlySpan<ValueRange> holes, Span<ValueRange> kept, int count)
    {
        var begin = item.Begin;
        foreach (var hole in holes)
        {
            if (hole.Begin > item.End)
            {
                break;
            }

            if (hole.Begin > begin)
            {
                kept[count++] = new ValueRange(begin, hole.Begin - 1);
            }

            if (hole.End >= item.End)
            {
                return count;
            }

            begin = hole.End + 1;
        }

        kept[count++] = new ValueRange(begin, item.End);
        return count;
    }

    // Merges sorted intervals in place and gives back how many are left.
    private static int Coalesce(Span<ValueRange> sorted)
    {
        var count = 0;
        foreach (var range in sorted)
        {
            // A difference instead of End + 1, which would wrap at the largest number.
            if (count > 0 && (range.Begin <= sorted[count - 1].End || range.Begin - sorted[count - 1].End == 1))
            {
                sorted[count - 1] = sorted[count - 1] with { End = Math.Max(sorted[count - 1].End, range.End) };
            }
            else
            {
                sorted[count++] = range;
            }
        }

        return count;
    }

    private static ValueRanges Trim(ValueRange[] items, int count)
    {
        if (count == 0)
        {
            return Empty;
        }

        Array.Resize(ref items, count);
        return new ValueRanges(items);
    }
}
