namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>A role's demand towards its parent.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleReport")]
public sealed record RoleReport
{
    /// <summary>The role's path.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>New with each activation of the role's allocator: offers of an older epoch have ended.</summary>
    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>Rises with each report within an epoch; an older report than the newest is dropped.</summary>
    [Id(2)]
    public required long Sequence { get; init; }

    /// <summary>True while some framework of the role takes offers.</summary>
    [Id(3)]
    public required bool Wanted { get; init; }

    /// <summary>Agents to be tried again although the role turned them down; null for all of them.</summary>
    [Id(4)]
    public IReadOnlyList<string>? Retry { get; init; } = [];

    /// <summary>Pieces that are out as offers, when this report lists them; null when it does not.</summary>
    [Id(5)]
    public IReadOnlyList<long>? LivePieces { get; init; }

    /// <summary>Newest batch that the list above takes into account.</summary>
    [Id(6)]
    public long LastBatch { get; init; }

    /// <summary>Life of the root that the pieces belong to; 0 before the first batch.</summary>
    [Id(8)]
    public required long RootEpoch { get; init; }

    /// <summary>Frameworks of the role.</summary>
    [Id(7)]
    public required IReadOnlyList<string> Frameworks { get; init; }
}
