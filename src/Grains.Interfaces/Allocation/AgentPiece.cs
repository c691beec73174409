using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>Free resources of one agent, given to one role.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AgentPiece")]
public sealed record AgentPiece
{
    /// <summary>Names the piece within the root's epoch.</summary>
    [Id(0)]
    public required long Piece { get; init; }

    /// <summary>The agent.</summary>
    [Id(1)]
    public required AgentInfo Agent { get; init; }

    /// <summary>Address of the agent's own HTTP endpoint.</summary>
    [Id(2)]
    public required string Ip { get; init; }

    /// <summary>The resources, not yet allocated to the role.</summary>
    [Id(3)]
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>Executors on the agent by framework, where there are any.</summary>
    [Id(4)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Executors { get; init; }
}
