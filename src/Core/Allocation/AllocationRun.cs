namespace MesosOrleans.Core.Allocation;

/// <summary>The outcome of one run.</summary>
/// <param name="Offers">Offers in the order in which they were made.</param>
/// <param name="InverseOffers">Inverse offers.</param>
public sealed record AllocationRun(
    IReadOnlyList<AllocationOffer> Offers, IReadOnlyList<InverseOfferRequest> InverseOffers)
{
    /// <summary>A run that did nothing.</summary>
    public static AllocationRun Nothing { get; } = new([], []);
}
