using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What one framework uses on an agent under one role.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AgentUse")]
public sealed record AgentUse
{
    /// <summary>The framework.</summary>
    [Id(0)]
    public required string FrameworkId { get; init; }

    /// <summary>The role that the resources are allocated to.</summary>
    [Id(1)]
    public required string Role { get; init; }

    /// <summary>The resources, allocated to the role.</summary>
    [Id(2)]
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>The framework's executors on the agent, for offers.</summary>
    [Id(3)]
    public IReadOnlyList<string> ExecutorIds { get; init; } = [];
}
