using System.Collections;
using MesosOrleans.Protocol.V1;
using Attribute = MesosOrleans.Protocol.V1.Attribute;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// The attributes of an agent, in the order they were given. A name may occur more than once; a look-up takes the first.
/// Immutable.
/// </summary>
public sealed class AttributeSet : IEquatable<AttributeSet>, IReadOnlyList<Attribute>
{
    private static readonly char[] Separators = [';', '\n'];
    private readonly Attribute[] _items;

    private AttributeSet(Attribute[] items) => _items = items;

    /// <summary>No attributes.</summary>
    public static AttributeSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>One attribute; treat it as frozen.</summary>
    public Attribute this[int index] => _items[index];

    /// <summary>Copies the attributes of a message.</summary>
    public static AttributeSet FromProto(IEnumerable<Attribute> attributes) =>
        new([.. attributes.Select(attribute => attribute.Clone())]);

    /// <summary>Reads <c>rack:abc;level:10;keys:[1-5]</c>.</summary>
    /// <exception cref="FormatException">A pair is malformed, or a value is a set.</exception>
    public static AttributeSet Parse(string text) =>
        TryParse(text, out var attributes, out var error) ? attributes : throw new FormatException(error);

    /// <summary>Reads <c>rack:abc;level:10;keys:[1-5]</c>. A value may contain colons.</summary>
    /// <param name="text">Pairs separated by semicolons or line ends.</param>
    /// <param name="attributes">What was read; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(string text, out AttributeSet attributes, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        attributes = Empty;
        error = null;
        var items = new List<Attribute>();
        foreach (var pair in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? string.Empty : pair[..colon].Trim();
            if (name.Length == 0 || string.IsNullOrWhiteSpace(pair[(colon + 1)..]))
            {
                error = $"Invalid attribute key:value pair '{pair}'";
                return false;
            }

            if (ParseValue(name, pair[(colon + 1)..], out var attribute) is { } why)
            {
                error = why;
                return false;
            }

            items.Add(attribute);
        }

        attributes = new AttributeSet([.. items]);
        return true;
    }

    /// <summary>Copies of the attributes.</summary>
    public IReadOnlyList<Attribute> ToProto() => Array.ConvertAll(_items, item => item.Clone());

    /// <summary>The first attribute of a name; null when there is none.</summary>
    public Attribute? Find(string name) => Array.Find(_items, item => item.Name == name);

    /// <summary>The first attribute of a name and type; null when there is none.</summary>
    public Attribute? Find(string name, Value.Types.Type type) =>
        Array.Find(_items, item => item.Name == name && item.Type == type);

    /// <summary>True when an attribute of equal name, type and value is here.</summary>
    public bool Contains(Attribute attribute) => Array.Exists(_items, item => AreEqual(item, attribute));

    /// <summary>True when both hold as many and each holds all of the other's.</summary>
    public bool Equals(AttributeSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && other.Count == Count
            && Array.TrueForAll(_items, other.Contains)
            && Array.TrueForAll(other._items, Contains));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributeSet);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _items.Select(item => item.Name).Distinct(StringComparer.Ordinal)
            .Aggregate(_items.Length, static (hash, name) => unchecked(hash + name.GetHashCode(StringComparison.Ordinal)));

    /// <inheritdoc/>
    public IEnumerator<Attribute> GetEnumerator() => ((IEnumerable<Attribute>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary><c>rack=abc; level=10</c>.</summary>
    public override string ToString() => string.Join("; ", _items.Select(item => $"{item.Name}={ValueOf(item)}"));

    private static string? ParseValue(string name, string text, out Attribute attribute)
    {
        attribute = new Attribute { Name = name };
        if (!ValueText.TryParse(text, out var value, out var why))
        {
            return $"Failed to parse attribute {name} value {text}: {why}";
        }

        if (value.Type == Value.Types.Type.Set)
        {
            return $"Bad type for attribute {name} value {text} type SET";
        }

        attribute.Type = value.Type;
        attribute.Scalar = value.Scalar;
        attribute.Ranges = value.Ranges;
        attribute.Text = value.Text;
        return null;
    }

    private static bool AreEqual(Attribute left, Attribute right) =>
        left.Name == right.Name && left.Type == right.Type && left.Type switch
        {
            Value.Types.Type.Scalar => FixedPoint.FromDouble(left.Scalar?.Value ?? 0) == FixedPoint.FromDouble(right.Scalar?.Value ?? 0),
            Value.Types.Type.Ranges => RangesOf(left).Equals(RangesOf(right)),
            Value.Types.Type.Text => left.Text?.Value == right.Text?.Value,
            _ => Equals(left.Set, right.Set),
        };

    private static ValueRanges RangesOf(Attribute attribute) =>
        attribute.Ranges is null ? ValueRanges.Empty : ResourceCodec.RangesOf(attribute.Ranges);

    private static string ValueOf(Attribute attribute) => attribute.Type switch
    {
        Value.Types.Type.Scalar => FixedPoint.Format(FixedPoint.FromDouble(attribute.Scalar?.Value ?? 0)),
        Value.Types.Type.Ranges => RangesOf(attribute).ToString(),
        Value.Types.Type.Text => attribute.Text?.Value ?? string.Empty,
        _ => attribute.Set is null ? "{}" : ValueSet.Of(attribute.Set.Item).ToString(),
    };
}
