namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A role's demand towards the root.</summary>
public sealed record RoleDemand
{
    /// <summary>The role's path.</summary>
    public required string Role { get; init; }

    /// <summary>Life of the role's allocator.</summary>
    public required long Epoch { get; init; }

    /// <summary>Number of the report within that life.</summary>
    public required long Sequence { get; init; }

    /// <summary>True while some framework takes offers.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Agents to be tried again; null for all.</summary>
    public required IReadOnlyList<string>? Retry { get; init; }

    /// <summary>Pieces that are out as offers, or null when the report does not list them.</summary>
    public required IReadOnlyList<long>? LivePieces { get; init; }

    /// <summary>Newest batch that the list takes into account.</summary>
    public required long LastBatch { get; init; }

    /// <summary>The role's frameworks.</summary>
    public required IReadOnlyList<string> Frameworks { get; init; }
}
