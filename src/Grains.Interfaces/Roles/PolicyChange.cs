namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>What led to a new policy: it decides which offers are rescinded.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.PolicyChange")]
public sealed record PolicyChange
{
    /// <summary>The kind of call.</summary>
    [Id(0)]
    public required PolicyChangeKind Kind { get; init; }

    /// <summary>Roles that it named.</summary>
    [Id(1)]
    public IReadOnlyList<string> Roles { get; init; } = [];
}
