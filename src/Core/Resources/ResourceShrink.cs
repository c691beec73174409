namespace MesosOrleans.Core.Resources;

/// <summary>Cuts collections of scalars down to a size, choosing among records of one name at random.</summary>
internal static class ResourceShrink
{
    /// <summary>At most the quantities; a name without a quantity goes.</summary>
    public static ResourceSet ToQuantities(ResourceSet resources, in ResourceQuantities target, Random random)
    {
        if (target.IsEmpty || resources.IsEmpty)
        {
            return ResourceSet.Empty;
        }

        var left = target;
        var builder = new ResourceSetBuilder(resources.Count);
        foreach (var record in InRandomOrder(resources, random))
        {
            var amount = left[record.Name];
            if (amount > 0 && TryShrink(record, amount, out var shrunk))
            {
                builder.Add(shrunk);
                left -= ResourceQuantities.Of(new ResourceQuantity(record.Name, shrunk.Milli));
            }
        }

        return builder.ToSet();
    }

    /// <summary>At most the limits; a name without a limit stays whole.</summary>
    public static ResourceSet ToLimits(ResourceSet resources, in ResourceLimits target, Random random)
    {
        if (target.IsEmpty || resources.IsEmpty)
        {
            return resources;
        }

        var left = target;
        var builder = new ResourceSetBuilder(resources.Count);
        foreach (var record in InRandomOrder(resources, random))
        {
            if (left[record.Name] is not { } amount)
            {
                builder.Add(record);
            }
            else if (amount > 0 && TryShrink(record, amount, out var shrunk))
            {
                builder.Add(shrunk);
                left -= ResourceQuantities.Of(new ResourceQuantity(record.Name, shrunk.Milli));
            }
        }

        return builder.ToSet();
    }

    /// <summary>At most an amount of one record; false when it is larger and exists only as a whole.</summary>
    public static bool TryShrink(ResourceRecord record, long milli, out ResourceRecord shrunk)
    {
        Invariant.Check(record.Kind == ResourceKind.Scalar, $"{record} is not a scalar and cannot be cut to an amount");
        shrunk = record;
        if (record.Milli <= milli)
        {
            return true;
        }

        if (!record.Key.IsDivisible)
        {
            return false;
        }

        shrunk = record.WithMilli(milli);
        return true;
    }

    // The order is seen only where a name has several records; elsewhere no random number is spent on it.
    private static ReadOnlySpan<ResourceRecord> InRandomOrder(ResourceSet resources, Random random)
    {
        var records = resources.AsSpan();
        if (!HasRepeatedName(records))
        {
            return records;
        }

        var shuffled = records.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static bool HasRepeatedName(ReadOnlySpan<ResourceRecord> records)
    {
        for (var i = 1; i < records.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (records[i].Name == records[j].Name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
