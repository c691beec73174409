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

    /// <summary>What tasks use of it now. Of offers accepted together, the first has the use of all.</summary>
    [Id(2)]
    public IReadOnlyList<Resource> Used { get; init; } = [];

    /// <summary>Version of the agent's ledger that first contains <see cref="Used"/>; 0 when nothing was applied.</summary>
    [Id(3)]
    public long LedgerVersion { get; init; }

    /// <summary>Seconds for which the rest is refused; null for no filter.</summary>
    [Id(4)]
    public double? RefuseSeconds { get; init; }

    /// <summary>Epoch of the agent that <see cref="LedgerVersion"/> belongs to.</summary>
    [Id(5)]
    public long LedgerEpoch { get; init; }

    /// <summary>
    /// True when operations may have turned resources into others: nothing of the offer is free before the agent's report
    /// of <see cref="LedgerVersion"/> says what it has now.
    /// </summary>
    [Id(6)]
    public bool Converted { get; init; }
}
