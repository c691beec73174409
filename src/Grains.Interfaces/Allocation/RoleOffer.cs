using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>One offer that the root has decided on, on its way to the role that publishes it.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleOffer")]
public sealed record RoleOffer
{
    /// <summary>The offer's id.</summary>
    [Id(0)]
    public required string OfferId { get; init; }

    /// <summary>The role that the resources are allocated to.</summary>
    [Id(1)]
    public required string Role { get; init; }

    /// <summary>The framework.</summary>
    [Id(2)]
    public required string FrameworkId { get; init; }

    /// <summary>The agent.</summary>
    [Id(3)]
    public required AgentInfo Agent { get; init; }

    /// <summary>Address of the agent's own HTTP endpoint.</summary>
    [Id(4)]
    public required string Ip { get; init; }

    /// <summary>The resources, allocated to the role.</summary>
    [Id(5)]
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>The framework's executors on the agent.</summary>
    [Id(6)]
    public IReadOnlyList<string> ExecutorIds { get; init; } = [];

    /// <summary>When the agent is planned to be unavailable, or null.</summary>
    [Id(7)]
    public Unavailability? Unavailability { get; init; }
}
