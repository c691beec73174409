using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>Outcomes of one framework's operations, from one agent.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OperationStatusBatch")]
public sealed record OperationStatusBatch
{
    /// <summary>The agent that they come from.</summary>
    [Id(0)]
    public required string AgentId { get; init; }

    /// <summary>The statuses; with uuid when they must be acknowledged.</summary>
    [Id(1)]
    public required IReadOnlyList<OperationStatus> Statuses { get; init; }
}
