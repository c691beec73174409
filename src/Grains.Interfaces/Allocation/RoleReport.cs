namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What a role's allocator knows that the root must know; passed up unchanged by the roles in between.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleReport")]
public sealed record RoleReport
{
    /// <summary>The role's path.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>New with each activation of the role's allocator: offers of an older epoch have ended.</summary>
    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>Life of the root that the role has seen; 0 before the first batch.</summary>
    [Id(2)]
    public required long RootEpoch { get; init; }

    /// <summary>Newest batch that the role has seen.</summary>
    [Id(3)]
    public required long LastBatch { get; init; }

    /// <summary>Demands of frameworks: those that changed, or all of them in a heartbeat.</summary>
    [Id(4)]
    public IReadOnlyList<FrameworkDemand> Demands { get; init; } = [];

    /// <summary>Frameworks that were removed, with the sequence of their end.</summary>
    [Id(5)]
    public IReadOnlyDictionary<string, long> Removed { get; init; } = new Dictionary<string, long>();

    /// <summary>Offers that are out, when this report lists them; null when it does not.</summary>
    [Id(6)]
    public IReadOnlyList<string>? LiveOffers { get; init; }
}
