using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>How an offer ended at its framework.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OfferEnd")]
public sealed record OfferEnd
{
    /// <summary>The offer.</summary>
    [Id(0)]
    public required string OfferId { get; init; }

    /// <summary>The framework.</summary>
    [Id(1)]
    public required string FrameworkId { get; init; }

    /// <summary>What tasks use of it now.</summary>
    [Id(2)]
    public IReadOnlyList<Resource> Used { get; init; } = [];

    /// <summary>Version of the agent's ledger that first contains <see cref="Used"/>.</summary>
    [Id(3)]
    public long LedgerVersion { get; init; }

    /// <summary>Seconds for which the rest is refused; null for no filter.</summary>
    [Id(4)]
    public double? RefuseSeconds { get; init; }
}
