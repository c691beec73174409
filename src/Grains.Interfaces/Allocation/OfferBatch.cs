using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>An event on the stream <see cref="OfferStreams.Namespace"/>/framework id.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OfferBatch")]
public sealed record OfferBatch
{
    /// <summary>The role that the offers are made to.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>New offers.</summary>
    [Id(1)]
    public IReadOnlyList<RoleOffer> Offers { get; init; } = [];

    /// <summary>Offers that are void.</summary>
    [Id(2)]
    public IReadOnlyList<string> Rescinded { get; init; } = [];

    /// <summary>New inverse offers.</summary>
    [Id(3)]
    public IReadOnlyList<InverseOffer> InverseOffers { get; init; } = [];

    /// <summary>Agents whose inverse offers are void.</summary>
    [Id(4)]
    public IReadOnlyList<string> RescindedInverse { get; init; } = [];

    /// <summary>Life of the root that made the offers.</summary>
    [Id(5)]
    public long RootEpoch { get; init; }
}
