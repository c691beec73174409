namespace MesosOrleans.Core.Resources;

/// <summary>
/// Upper bounds by name. A name that is missing is unlimited; a limit of zero is a limit. <c>default</c> limits nothing.
/// </summary>
public readonly struct ResourceLimits : IEquatable<ResourceLimits>
{
    private readonly ScalarSlots _slots;

    private ResourceLimits(in ScalarSlots slots) => _slots = slots;

    /// <summary>No limits.</summary>
    public static ResourceLimits Empty => default;

    /// <summary>How many names are limited.</summary>
    public int Count => _slots.Count;

    /// <summary>True when nothing is limited.</summary>
    public bool IsEmpty => _slots.Count == 0;

    /// <summary>The limit of a name in thousandths; null when it is unlimited.</summary>
    public long? this[string name] => _slots.TryGet(name, out var milli) ? milli : null;

    /// <summary>Collects limits; of equal names the last counts, a negative limit is zero.</summary>
    public static ResourceLimits Of(params ReadOnlySpan<ResourceQuantity> limits)
    {
        var slots = default(ScalarSlots);
        foreach (var limit in limits)
        {
            slots.Set(limit.Name, Math.Max(limit.Milli, 0));
        }

        return new ResourceLimits(slots);
    }

    /// <summary>Reads <c>cpus:1;mem:0</c>.</summary>
    /// <exception cref="FormatException">The text is malformed, an amount negative, or a name repeated.</exception>
    public static ResourceLimits Parse(string text) =>
        TryParse(text, out var limits, out var error) ? limits : throw new FormatException(error);

    /// <summary>Reads <c>cpus:1;mem:0</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">What was read; empty on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(string text, out ResourceLimits limits, out string? error)
    {
        limits = default;
        if (!QuantityText.TryParse(text, "limit", out var items, out error))
        {
            return false;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!names.Add(item.Name))
            {
                error = $"Failed to parse '{item}' to limit: duplicate names are not allowed";
                return false;
            }
        }

        limits = Of(items.ToArray());
        return true;
    }

    /// <summary>What is left of each limit; a limit that is used up stays, at zero.</summary>
    public static ResourceLimits operator -(in ResourceLimits left, in ResourceQuantities right)
    {
        var slots = left._slots;
        foreach (var quantity in right)
        {
            if (slots.TryGet(quantity.Name, out var milli))
            {
                slots.Set(quantity.Name, Math.Max(milli - quantity.Milli, 0));
            }
        }

        return new ResourceLimits(slots);
    }

    /// <summary>True when all limits are equal.</summary>
    public static bool operator ==(in ResourceLimits left, in ResourceLimits right) => left.Equals(right);

    /// <summary>True when a limit differs.</summary>
    public static bool operator !=(in ResourceLimits left, in ResourceLimits right) => !left.Equals(right);

    /// <summary>The difference, for languages without operators.</summary>
    public static ResourceLimits Subtract(in ResourceLimits left, in ResourceQuantities right) => left - right;

    /// <summary>True when no limit is exceeded.</summary>
    public bool Contains(in ResourceQuantities quantities)
    {
        foreach (var quantity in quantities)
        {
            if (_slots.TryGet(quantity.Name, out var limit) && quantity.Milli > limit)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when whatever satisfies the other limits satisfies these: each limit here is matched by one as low.</summary>
    public bool Contains(in ResourceLimits other)
    {
        foreach (var limit in this)
        {
            if (!other._slots.TryGet(limit.Name, out var theirs) || theirs > limit.Milli)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The limits in the order of their names.</summary>
    public ResourceQuantity[] ToArray() => _slots.ToArray();

    /// <summary>Walks over the limits in the order of their names.</summary>
    public QuantityEnumerator GetEnumerator() => _slots.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ResourceLimits other) => _slots.SameAs(other._slots);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ResourceLimits other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _slots.Hash();

    /// <summary><c>cpus:1; mem:0</c>, or <c>{}</c>.</summary>
    public override string ToString() => _slots.Print();
}
