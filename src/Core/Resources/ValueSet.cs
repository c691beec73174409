using System.Collections;

namespace MesosOrleans.Core.Resources;

/// <summary>A set of distinct strings that remembers the order they were given in. Immutable.</summary>
public sealed class ValueSet : IEquatable<ValueSet>, IReadOnlyList<string>
{
    private const int LinearLimit = 16;
    private readonly string[] _items;
    private HashSet<string>? _lookup;

    private ValueSet(string[] items) => _items = items;

    /// <summary>No strings.</summary>
    public static ValueSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>True when there are no strings.</summary>
    public bool IsEmpty => _items.Length == 0;

    /// <inheritdoc/>
    public string this[int index] => _items[index];

    /// <summary>Makes a set; repeated strings count once.</summary>
    public static ValueSet Of(params IEnumerable<string> items)
    {
        string[] distinct = [.. items.Distinct(StringComparer.Ordinal)];
        return distinct.Length == 0 ? Empty : new ValueSet(distinct);
    }

    /// <summary>The strings in either.</summary>
    public static ValueSet operator +(ValueSet left, ValueSet right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.IsEmpty)
        {
            return right;
        }

        string[] missing = [.. right._items.Where(item => !left.Contains(item))];
        return missing.Length == 0 ? left : new ValueSet([.. left._items, .. missing]);
    }

    /// <summary>The strings in the left but not in the right.</summary>
    public static ValueSet operator -(ValueSet left, ValueSet right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        string[] kept = [.. left._items.Where(item => !right.Contains(item))];
        return kept.Length == 0 ? Empty : kept.Length == left.Count ? left : new ValueSet(kept);
    }

    /// <summary>The sum, for languages without operators.</summary>
    public static ValueSet Add(ValueSet left, ValueSet right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    public static ValueSet Subtract(ValueSet left, ValueSet right) => left - right;

    /// <summary>True when the string is in the set.</summary>
    public bool Contains(string item)
    {
        if (_items.Length <= LinearLimit)
        {
            return Array.IndexOf(_items, item) >= 0;
        }

        _lookup ??= new HashSet<string>(_items, StringComparer.Ordinal);
        return _lookup.Contains(item);
    }

    /// <summary>True when every string of the other is here too.</summary>
    public bool Contains(ValueSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Count <= Count && Array.TrueForAll(other._items, Contains);
    }

    /// <summary>True when both hold the same strings, in whatever order.</summary>
    public bool Equals(ValueSet? other) =>
        ReferenceEquals(this, other) || (other is not null && other.Count == Count && Contains(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 0;
        foreach (var item in _items)
        {
            hash = unchecked(hash + item.GetHashCode(StringComparison.Ordinal));
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary><c>{a, b}</c>.</summary>
    public override string ToString() => $"{{{string.Join(", ", _items)}}}";
}
