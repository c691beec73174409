namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>Why a framework is not offered agents, for the debug endpoint of offer constraints.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.FrameworkExclusions")]
public sealed record FrameworkExclusions
{
    /// <summary>The framework.</summary>
    [Id(0)]
    public required string FrameworkId { get; init; }

    /// <summary>Roles that are suppressed.</summary>
    [Id(1)]
    public required IReadOnlyList<string> SuppressedRoles { get; init; }

    /// <summary>Agents that its offer constraints leave out, by role.</summary>
    [Id(2)]
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> ExcludedAgents { get; init; }
}
