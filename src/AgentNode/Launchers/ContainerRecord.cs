namespace MesosOrleans.AgentNode.Launchers;

/// <summary>What is kept of a container in its runtime directory, so that a later agent node can take it up.</summary>
internal sealed record ContainerRecord
{
    /// <summary>The container's id, which is also its directory's name.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The container around it, or null.</summary>
    public string? ParentId { get; init; }

    /// <summary>Boot of the host in which the processes live; process numbers mean nothing in another.</summary>
    public required string BootId { get; init; }

    /// <summary>Name of the launcher that started it.</summary>
    public required string Launcher { get; init; }

    /// <summary>Names of the isolators that took part; later ones are not applied to it.</summary>
    public required IReadOnlyList<string> Isolators { get; init; }

    /// <summary>The processes; null until they are known.</summary>
    public ContainerProcesses? Processes { get; init; }

    /// <summary>Whether its first process is an init that hands signals on (namespaces/pid).</summary>
    public bool HasInit { get; init; }

    /// <summary>Requested CPUs.</summary>
    public double Cpus { get; init; }

    /// <summary>CPU limit in CPUs; infinity for none; null when the task set none of its own.</summary>
    public double? CpusLimit { get; init; }

    /// <summary>Requested memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory limit in bytes; <see cref="long.MaxValue"/> for none; null when the request is the limit.</summary>
    public long? MemoryLimitBytes { get; init; }
}
