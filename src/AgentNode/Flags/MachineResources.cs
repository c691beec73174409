using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>The flag resources, completed by what the machine has. Facts: resources.md 4.</summary>
internal static class MachineResources
{
    private const double Megabyte = 1024 * 1024;
    private const double Gigabyte = 1024 * Megabyte;

    public static IReadOnlyList<Resource> Create(NodeOptions options)
    {
        var resources = new List<Resource>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in (options.Resources ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var resource = Parse(item, options.DefaultRole);
            named.Add(resource.Name);
            resources.Add(resource);
        }

        Detect(resources, named, "cpus", () => Environment.ProcessorCount);
        Detect(resources, named, "mem", () => Keep(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 2, 1));
        Detect(resources, named, "disk", () => Keep(new DriveInfo(options.WorkDir).TotalSize, 10, 5));
        if (named.Add("ports"))
        {
            resources.Add(Parse("ports:[31000-32000]", options.DefaultRole));
        }

        return resources;
    }

    /// <summary>What is offered of a total: all but a part, or half of a small one; whole megabytes.</summary>
    private static double Keep(long total, double least, double reserve)
        => Math.Truncate((total >= least * Gigabyte ? total - (reserve * Gigabyte) : total / 2.0) / Megabyte);

    private static void Detect(List<Resource> resources, HashSet<string> named, string name, Func<double> probe)
    {
        if (named.Add(name))
        {
            resources.Add(Scalar(name, probe()));
        }
    }

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
    };

    private static Resource Parse(string item, string defaultRole)
    {
        var colon = item.IndexOf(':');
        var key = colon > 0 ? item[..colon].Trim() : throw Bad($"missing ':' in {item}");
        var text = item[(colon + 1)..].Replace(" ", "", StringComparison.Ordinal);
        var role = defaultRole;
        if (key.IndexOf('(') is var open and > 0 && key.EndsWith(')'))
        {
            role = key[(open + 1)..^1].Trim();
            key = key[..open].Trim();
        }

        var resource = ValueText.TryScalar(text, out var number)
            ? Scalar(key, number)
            : ValueText.TryRanges(text, out var ranges)
                ? new Resource { Name = key, Type = Value.Types.Type.Ranges, Ranges = ranges }
                : throw Bad($"Bad type for resource {key} value {text} type TEXT");
        if (role != "*")
        {
            resource.Reservations.Add(new Resource.Types.ReservationInfo
            {
                Type = Resource.Types.ReservationInfo.Types.Type.Static,
                Role = role,
            });
        }

        return resource;
    }

    private static FlagException Bad(string why) => new($"--{NodeFlags.Resources}: {why}");
}
