namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>Updates of one framework's tasks, from one agent, in order.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.StatusUpdateBatch")]
public sealed record StatusUpdateBatch
{
    /// <summary>The agent that they come from.</summary>
    [Id(0)]
    public required string AgentId { get; init; }

    /// <summary>The statuses; with uuid when they must be acknowledged.</summary>
    [Id(1)]
    public required IReadOnlyList<TaskStatus> Statuses { get; init; }
}
