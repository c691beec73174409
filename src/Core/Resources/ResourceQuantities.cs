namespace MesosOrleans.Core.Resources;

/// <summary>
/// Amounts by name, without any detail; never zero or negative. A name that is missing counts as zero.
/// <c>default</c> is empty.
/// </summary>
public readonly struct ResourceQuantities : IEquatable<ResourceQuantities>
{
    private readonly ScalarSlots _slots;

    private ResourceQuantities(in ScalarSlots slots) => _slots = slots;

    /// <summary>No amounts.</summary>
    public static ResourceQuantities Empty => default;

    /// <summary>How many names there are.</summary>
    public int Count => _slots.Count;

    /// <summary>True when there are none.</summary>
    public bool IsEmpty => _slots.Count == 0;

    /// <summary>The amount of a name in thousandths; 0 when it is missing.</summary>
    public long this[string name] => _slots.TryGet(name, out var milli) ? milli : 0;

    /// <summary>Collects amounts; equal names are summed, amounts of zero or less are left out.</summary>
    public static ResourceQuantities Of(params ReadOnlySpan<ResourceQuantity> quantities)
    {
        var slots = default(ScalarSlots);
        foreach (var quantity in quantities)
        {
            if (quantity.Milli > 0)
            {
                slots.Add(quantity.Name, quantity.Milli);
            }
        }

        return new ResourceQuantities(slots);
    }

    /// <summary>Amounts of resources: scalars by value, ranges and sets by size.</summary>
    public static ResourceQuantities FromResources(ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var slots = default(ScalarSlots);
        foreach (var record in resources.AsSpan())
        {
            slots.Add(record.Name, record.QuantityMilli);
        }

        return new ResourceQuantities(slots);
    }

    /// <summary>Amounts of resources that are all scalars.</summary>
    /// <exception cref="InvariantViolationException">One is not a scalar.</exception>
    public static ResourceQuantities FromScalars(ResourceSet resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        foreach (var record in resources.AsSpan())
        {
            Invariant.Check(record.Kind == ResourceKind.Scalar, $"{record} is not a scalar");
        }

        return FromResources(resources);
    }

    internal static ResourceQuantities FromScalarRecords(ResourceSet resources)
    {
        var slots = default(ScalarSlots);
        foreach (var record in resources.AsSpan())
        {
            if (record.Kind == ResourceKind.Scalar)
            {
                slots.Add(record.Name, record.Milli);
            }
        }

        return new ResourceQuantities(slots);
    }

    /// <summary>Reads <c>cpus:1;mem:20</c>; equal names are summed, zero is left out.</summary>
    /// <exception cref="FormatException">The text is malformed or an amount negative.</exception>
    public static ResourceQuantities Parse(string text) =>
        TryParse(text, out var quantities, out var error) ? quantities : throw new FormatException(error);

    /// <summary>Reads <c>cpus:1;mem:20</c>; equal names are summed, zero is left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="quantities">What was read; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(string text, out ResourceQuantities quantities, out string? error)
    {
        quantities = default;
        if (!QuantityText.TryParse(text, "quantity", out var items, out error))
        {
            return false;
        }

        quantities = Of(items.ToArray());
        return true;
    }

    /// <summary>The sum by name.</summary>
    public static ResourceQuantities operator +(in ResourceQuantities left, in ResourceQuantities right)
    {
        var slots = left._slots;
        foreach (var quantity in right)
        {
            slots.Add(quantity.Name, quantity.Milli);
        }

        return new ResourceQuantities(slots);
    }

    /// <summary>The difference by name; nothing goes below zero.</summary>
    public static ResourceQuantities operator -(in ResourceQuantities left, in ResourceQuantities right)
    {
        var slots = left._slots;
        foreach (var quantity in right)
        {
            if (!slots.TryGet(quantity.Name, out var milli))
            {
                continue;
            }

            if (milli > quantity.Milli)
            {
                slots.Set(quantity.Name, milli - quantity.Milli);
            }
            else
            {
                slots.Remove(quantity.Name);
            }
        }

        return new ResourceQuantities(slots);
    }

    /// <summary>True when names and amounts are equal.</summary>
    public static bool operator ==(in ResourceQuantities left, in ResourceQuantities right) => left.Equals(right);

    /// <summary>True when a name or an amount differs.</summary>
    public static bool operator !=(in ResourceQuantities left, in ResourceQuantities right) => !left.Equals(right);

    /// <summary>The sum, for languages without operators.</summary>
    public static ResourceQuantities Add(in ResourceQuantities left, in ResourceQuantities right) => left + right;

    /// <summary>The difference, for languages without operators.</summary>
    public static ResourceQuantities Subtract(in ResourceQuantities left, in ResourceQuantities right) => left - right;

    /// <summary>True when every name of the other is here with at least its amount.</summary>
    public bool Contains(in ResourceQuantities other)
    {
        foreach (var quantity in other)
        {
            if (this[quantity.Name] < quantity.Milli)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The amounts in the order of their names.</summary>
    public ResourceQuantity[] ToArray() => _slots.ToArray();

    /// <summary>Walks over the amounts in the order of their names.</summary>
    public QuantityEnumerator GetEnumerator() => _slots.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ResourceQuantities other) => _slots.SameAs(other._slots);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ResourceQuantities other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _slots.Hash();

    /// <summary><c>cpus:1; mem:20</c>, or <c>{}</c>.</summary>
    public override string ToString() => _slots.Print();
}
