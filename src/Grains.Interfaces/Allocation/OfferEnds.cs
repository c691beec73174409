namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>Offers on their way back to the root.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OfferEnds")]
public sealed record OfferEnds
{
    /// <summary>Life of the root that made the offers.</summary>
    [Id(0)]
    public required long RootEpoch { get; init; }

    /// <summary>The offers, those that were accepted together next to each other.</summary>
    [Id(1)]
    public required IReadOnlyList<OfferEnd> Ends { get; init; }
}
