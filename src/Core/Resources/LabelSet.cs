using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Labels of a reservation or a disk. Two are equal when they hold the same pairs in whatever order. Immutable.</summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    private readonly (string Key, string? Value)[] _items;
    private readonly (string Key, string? Value)[] _sorted;
    private readonly int _hash;

    /// <summary>Copies the labels of a message.</summary>
    public LabelSet(Labels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _items = [.. labels.Labels_.Select(label => (label.Key, label.HasValue ? label.Value : null))];
        _sorted = [.. _items];
        Array.Sort(_sorted, Compare);
        var hash = new HashCode();
        foreach (var item in _sorted)
        {
            hash.Add(item);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The labels as a message.</summary>
    public Labels ToProto()
    {
        var labels = new Labels();
        foreach (var (key, value) in _items)
        {
            var label = new Label { Key = key };
            if (value is not null)
            {
                label.Value = value;
            }

            labels.Labels_.Add(label);
        }

        return labels;
    }

    /// <inheritdoc/>
    public bool Equals(LabelSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null && other._hash == _hash && _sorted.AsSpan().SequenceEqual(other._sorted));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary><c>{k: v, k2}</c>.</summary>
    public override string ToString()
    {
        var pairs = _items.Select(item => item.Value is null ? item.Key : $"{item.Key}: {item.Value}");
        return $"{{{string.Join(", ", pairs)}}}";
    }

    private static int Compare((string Key, string? Value) left, (string Key, string? Value) right)
    {
        var byKey = string.CompareOrdinal(left.Key, right.Key);
        return byKey != 0 ? byKey : string.CompareOrdinal(left.Value, right.Value);
    }
}
