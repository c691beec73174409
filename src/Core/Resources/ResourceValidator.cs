using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace MesosOrleans.Core.Resources;

/// <summary>
/// Says what is wrong with resources as they were received, in whichever format; every method gives null for what is right.
/// </summary>
public static class ResourceValidator
{
    /// <summary>Checks a list one by one.</summary>
    /// <returns>The first error, with the resource it is about; null when there is none.</returns>
    public static string? Validate(IEnumerable<Resource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        foreach (var resource in resources)
        {
            if (Validate(resource) is { } error)
            {
                return $"Resource '{ResourceText.Describe(resource)}' is invalid: {error}";
            }
        }

        return null;
    }

    /// <summary>Checks one resource.</summary>
    public static string? Validate(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return ValidateValue(resource)
            ?? ValidateDisk(resource)
            ?? ReservationValidator.Validate(resource)
            ?? ValidateShared(resource);
    }

    /// <summary>Checks what only a command line forbids. The resources must be valid one by one.</summary>
    public static string? ValidateConfigured(IEnumerable<Resource> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var types = new Dictionary<string, Value.Types.Type>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            if (resource.Disk?.Persistence is not null)
            {
                return "Persistent volumes cannot be specified at the command line";
            }

            if (resource.Revocable is not null)
            {
                return "Revocable resources cannot be specified at the command line; "
                    + "do not include a 'revocable' key in the resources JSON";
            }

            if (ResourceCodec.StackOf(resource).IsDynamic)
            {
                return "Dynamic reservations cannot be specified at the command line; "
                    + "do not include a reservation with DYNAMIC type in the resources JSON";
            }

            if (!types.TryAdd(resource.Name, resource.Type) && types[resource.Name] != resource.Type)
            {
                return $"Resources with the same name ('{resource.Name}') but different types are not allowed";
            }
        }

        return null;
    }

    private static string? ValidateValue(Resource resource)
    {
        if (resource.Name.Length == 0)
        {
            return "Empty resource name";
        }

        if (!resource.HasType)
        {
            return "Invalid resource type";
        }

        var (scalar, ranges, set) = (resource.Scalar, resource.Ranges, resource.Set);
        return resource.Type switch
        {
            Value.Types.Type.Scalar => scalar is null || ranges is not null || set is not null
                ? "Invalid scalar resource"
                : ValidateScalar(scalar.Value),
            Value.Types.Type.Ranges => ranges is null || scalar is not null || set is not null
                ? "Invalid ranges resource"
                : ValidateRanges(ranges),
            Value.Types.Type.Set => set is null || scalar is not null || ranges is not null
                ? "Invalid set resource"
                : ValidateSet(set),
            Value.Types.Type.Text => "Unsupported resource type",
            _ => "Invalid resource type",
        };
    }

    // A number that thousandths cannot hold is treated like one that is too small for them.
    private static string? ValidateScalar(double value) =>
        value != 0 && (!FixedPoint.IsRepresentable(value) || FixedPoint.FromDouble(value) <= 0)
            ? "Invalid scalar resource: value <= 0"
            : null;

    private static string? ValidateRanges(Value.Types.Ranges ranges)
    {
        foreach (var range in ranges.Range)
        {
            if (range.Begin > range.End)
            {
                return "Invalid ranges resource: begin > end";
            }
        }

        var sorted = ranges.Range.Select(range => new ValueRange(range.Begin, range.End)).ToArray();
        Array.Sort(sorted, static (a, b) => a.Begin.CompareTo(b.Begin));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Begin <= sorted[i - 1].End)
            {
                return "Invalid ranges resource: overlapping ranges";
            }
        }

        return null;
    }

    private static string? ValidateSet(Value.Types.Set set) =>
        set.Item.Distinct(StringComparer.Ordinal).Count() < set.Item.Count
            ? "Invalid set resource: duplicated elements"
            : null;

    private static string? ValidateDisk(Resource resource)
    {
        if (resource.Disk is not { } disk)
        {
            return null;
        }

        if (resource.Name != ResourceNames.Disk)
        {
            return $"DiskInfo should not be set for {resource.Name} resource";
        }

        if (disk.Source is not { } source)
        {
            return null;
        }

        return source.Type switch
        {
            SourceType.Path or SourceType.Mount => null,
            SourceType.Block or SourceType.Raw => ValidateBlock(source),
            _ => $"Unsupported 'DiskInfo.Source.Type' in '{source}'",
        };
    }

    private static string? ValidateBlock(Resource.Types.DiskInfo.Types.Source source)
    {
        var type = source.Type == SourceType.Block ? "BLOCK" : "RAW";
        if (source.Mount is not null)
        {
            return $"Mount should not be set for {type} disk source";
        }

        return source.Path is null ? null : $"Path should not be set for {type} disk source";
    }

    private static string? ValidateShared(Resource resource)
    {
        if (resource.Shared is null)
        {
            return null;
        }

        if (resource.Name != ResourceNames.Disk)
        {
            return $"Resource {resource.Name} cannot be shared";
        }

        return resource.Disk?.Persistence is null ? "Only persistent volumes can be shared" : null;
    }
}
