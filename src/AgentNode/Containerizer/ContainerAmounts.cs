namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>How much a container is to have; units as in <see cref="ContainerSpec"/>.</summary>
public sealed record ContainerAmounts
{
    /// <summary>Requested CPUs.</summary>
    public double Cpus { get; init; }

    /// <summary>CPU limit in CPUs; infinity for none; null when there is no limit of its own.</summary>
    public double? CpusLimit { get; init; }

    /// <summary>Requested memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory limit in bytes; <see cref="long.MaxValue"/> for none; null when the request is the limit.</summary>
    public long? MemoryLimitBytes { get; init; }
}
