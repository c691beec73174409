using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Agents;

/// <summary>A task in an agent's durable ledger.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.StoredTask")]
public sealed record StoredTask
{
    /// <summary>The framework.</summary>
    [Id(0)]
    public required string FrameworkId { get; init; }

    /// <summary>The task.</summary>
    [Id(1)]
    public required string TaskId { get; init; }

    /// <summary>Role that its resources are allocated to.</summary>
    [Id(2)]
    public required string Role { get; init; }

    /// <summary>What it holds.</summary>
    [Id(3)]
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>Executor it shares with others, if any.</summary>
    [Id(4)]
    public string? ExecutorId { get; init; }

    /// <summary>True when its framework was told that it cannot be reached.</summary>
    [Id(5)]
    public bool IsUnreachable { get; init; }

    /// <summary>True when it has cgroups of its own below its executor's.</summary>
    [Id(6)]
    public bool HasOwnCgroups { get; init; }
}
