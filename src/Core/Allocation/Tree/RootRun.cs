namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>The outcome of a cycle at the root.</summary>
/// <param name="Batch">Its number.</param>
/// <param name="Offers">The offers in the order in which they were made.</param>
/// <param name="InverseOffers">Inverse offers.</param>
public sealed record RootRun(
    long Batch, IReadOnlyList<OutOffer> Offers, IReadOnlyList<InverseOfferOut> InverseOffers);
