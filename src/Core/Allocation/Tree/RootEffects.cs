namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root wants done by others.</summary>
/// <param name="Rescinds">Offers to rescind, by role. Those that the book still has are held until the role has answered.</param>
/// <param name="InverseOffers">Ends of inverse offers.</param>
/// <param name="Probes">Roles to ask with an empty batch what they have seen.</param>
public sealed record RootEffects(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Rescinds,
    IReadOnlyList<InverseOfferOut> InverseOffers,
    IReadOnlyList<string> Probes)
{
    /// <summary>Nothing to do.</summary>
    public static RootEffects Nothing { get; } =
        new(new Dictionary<string, IReadOnlyList<string>>(), [], []);

    /// <summary>True when there is nothing to do.</summary>
    public bool IsEmpty => Rescinds.Count == 0 && InverseOffers.Count == 0 && Probes.Count == 0;
}
