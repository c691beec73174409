namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What the root has heard of others, and what it holds.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AllocatorInspection")]
public sealed record AllocatorInspection
{
    /// <summary>Sequence of the newest demand of each framework.</summary>
    [Id(0)]
    public required IReadOnlyDictionary<string, long> Demands { get; init; }

    /// <summary>Version of the newest report of each agent.</summary>
    [Id(1)]
    public required IReadOnlyDictionary<string, long> Agents { get; init; }

    /// <summary>Ids of the offers that are out.</summary>
    [Id(2)]
    public required IReadOnlyList<string> Offers { get; init; }

    /// <summary>Active roles in the order in which they would be served.</summary>
    [Id(3)]
    public required IReadOnlyList<string> RoleOrder { get; init; }
}
