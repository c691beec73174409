namespace MesosOrleans.Core.Resources;

/// <content>Sums, differences, containment.</content>
public sealed partial class ResourceSet
{
    /// <summary>Everything in both; what can merge does.</summary>
    public static ResourceSet operator +(ResourceSet left, ResourceSet right)
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

        // The right side is merged, so that no two of its records meet in the same record of the left.
        Span<int> targets = right.Count <= StackLimit ? stackalloc int[right.Count] : new int[right.Count];
        var appended = 0;
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = left.FindAddable(right._items[i]);
            appended += targets[i] < 0 ? 1 : 0;
        }

        var sum = new ResourceRecord[left.Count + appended];
        left._items.CopyTo(sum, 0);
        var next = left.Count;
        for (var i = 0; i < targets.Length; i++)
        {
            var record = right._items[i];
            if (targets[i] < 0)
            {
                sum[next++] = record;
            }
            else
            {
                sum[targets[i]] = sum[targets[i]].Merge(record);
            }
        }

        return new ResourceSet(sum);
    }

    /// <summary>The sum with one record.</summary>
    public static ResourceSet operator +(ResourceSet left, ResourceRecord right) => left + Of(right);

    /// <summary>
    /// What is left when the right is taken away. What is not there, or not enough, is no error: the record is gone
    /// then, and no amount is ever negative.
    /// </summary>
    public static ResourceSet operator -(ResourceSet left, ResourceSet right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty || right.IsEmpty)
        {
            return left;
        }

        ResourceRecord?[]? rest = null;
        var removed = 0;
        foreach (var record in right._items)
        {
            var at = left.FindSubtractable(record, rest);
            if (at < 0)
            {
                continue;
            }

            if (rest is null)
            {
                rest = new ResourceRecord?[left.Count];
                left._items.CopyTo(rest, 0);
            }

            rest[at] = rest[at]!.Without(record);
            removed += rest[at] is null ? 1 : 0;
        }

        return rest is null ? left : Compact(rest, removed);
    }

    /// <summary>The difference with one record.</summary>
    public static ResourceSet operator -(ResourceSet left, ResourceRecord right) => left - Of(right);

    /// <summary>The sum, for languages without operators.</summary>
    public static ResourceSet Add(ResourceSet left, ResourceSet right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    public static ResourceSet Subtract(ResourceSet left, ResourceSet right) => left - right;

    /// <summary>The sum of many. Never use it across agents for anything but scalars: equal ports would merge.</summary>
    public static ResourceSet Sum(IEnumerable<ResourceSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        var builder = new ResourceSetBuilder(8);
        foreach (var set in sets)
        {
            foreach (var record in set._items)
            {
                builder.Add(record);
            }
        }

        return builder.ToSet();
    }

    /// <summary>True when one single record contains all of <paramref name="record"/>.</summary>
    public bool Contains(ResourceRecord record) => record is { IsEmpty: false } && CountContaining(record, 1) > 0;

    /// <summary>
    /// True when everything in <paramref name="other"/> is here: each record within one single record. Records that
    /// exist only as a whole are counted, so that two equal volumes need two.
    /// </summary>
    public bool Contains(ResourceSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        for (var i = 0; i < other._items.Length; i++)
        {
            var record = other._items[i];
            var needed = record.Key.IsDivisible || record.IsShared ? 1 : CountEqual(other._items.AsSpan(0, i + 1), record);
            if (CountContaining(record, needed) < needed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when there is this much of each name, whatever it is reserved for. Ranges and sets count by size.</summary>
    public bool Contains(in ResourceQuantities quantities)
    {
        foreach (var quantity in quantities)
        {
            if (QuantityMilli(quantity.Name) < quantity.Milli)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How often an equal record is here: the counter for a shared one, 0 or 1 for anything divisible.</summary>
    public int CountOf(ResourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var count = 0;
        foreach (var mine in _items)
        {
            if (mine.Key.Equals(record.Key) && mine.HasSameAmount(record))
            {
                count += mine.SharedCount;
            }
        }

        return count;
    }

    private static int CountEqual(ReadOnlySpan<ResourceRecord> records, ResourceRecord record)
    {
        var count = 0;
        foreach (var candidate in records)
        {
            count += candidate.Equals(record) ? 1 : 0;
        }

        return count;
    }

    private static ResourceSet Compact(ResourceRecord?[] rest, int removed)
    {
        if (removed == 0)
        {
            return new ResourceSet(rest!);
        }

        if (removed == rest.Length)
        {
            return Empty;
        }

        var kept = new ResourceRecord[rest.Length - removed];
        var next = 0;
        foreach (var record in rest)
        {
            if (record is not null)
            {
                kept[next++] = record;
            }
        }

        return new ResourceSet(kept);
    }

    private int FindAddable(ResourceRecord record)
    {
        if (!record.Key.IsDivisible && !record.IsShared)
        {
            return -1;
        }

        var at = FindKey(record.Key, 0);
        while (at >= 0 && !_items[at].IsAddableTo(record))
        {
            at = FindKey(record.Key, at + 1);
        }

        return at;
    }

    // Skips what an earlier step of the same subtraction has used up.
    private int FindSubtractable(ResourceRecord record, ResourceRecord?[]? rest)
    {
        var at = FindKey(record.Key, 0);
        while (at >= 0 && ((rest is not null && rest[at] is null) || !_items[at].IsSubtractable(record)))
        {
            at = FindKey(record.Key, at + 1);
        }

        return at;
    }

    private int CountContaining(ResourceRecord record, int needed)
    {
        var count = 0;
        for (var at = FindKey(record.Key, 0); at >= 0 && count < needed; at = FindKey(record.Key, at + 1))
        {
            count += _items[at].Contains(record) ? 1 : 0;
        }

        return count;
    }
}
