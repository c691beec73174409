namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>Pieces that came back to the root.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OfferEnds")]
public sealed record OfferEnds
{
    /// <summary>The role that had them.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>Life of the root that the pieces belong to.</summary>
    [Id(2)]
    public required long RootEpoch { get; init; }

    /// <summary>The pieces.</summary>
    [Id(1)]
    public required IReadOnlyList<PieceEnd> Pieces { get; init; }
}
