using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>What to run and how to confine it. Immutable; the protobuf parts are not modified after construction.</summary>
public sealed record ContainerSpec
{
    /// <summary>A UUID in text form; chosen by the agent node, never by a framework.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The container that it is to live in, whose cgroups and namespaces it shares; null for one of its own.</summary>
    public string? ParentId { get; init; }

    /// <summary>What it is talked with through, instead of the files <c>stdout</c> and <c>stderr</c>; null for the files.</summary>
    public ContainerStreams? Streams { get; init; }

    /// <summary>Absolute path of the sandbox on the host, the working directory of the command.</summary>
    public required string SandboxDirectory { get; init; }

    /// <summary>The command; <c>user</c>, <c>environment</c> and <c>uris</c> in it have been dealt with already.</summary>
    public required CommandInfo Command { get; init; }

    /// <summary>The whole environment of the command; nothing of the agent node's own is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The user to run as, or null for the agent node's own.</summary>
    public string? User { get; init; }

    /// <summary>What the task asked of its container, if anything.</summary>
    public ContainerInfo? ContainerInfo { get; init; }

    /// <summary>Directories of the host that it sees in its sandbox.</summary>
    public IReadOnlyList<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Requested CPUs (cpu.shares, cpu.weight).</summary>
    public double Cpus { get; init; }

    /// <summary>CPU limit in CPUs (CFS quota); infinity for none; null when the task set no limit of its own.</summary>
    public double? CpusLimit { get; init; }

    /// <summary>Requested memory in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory limit in bytes; <see cref="long.MaxValue"/> for none; null when the request is the limit.</summary>
    public long? MemoryLimitBytes { get; init; }
}
