namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What follows from a framework's demand.</summary>
/// <param name="IsNews">True when the root must hear of it.</param>
/// <param name="Void">Offers that the framework believes in and that are not out.</param>
/// <param name="Lost">Offers that are out and that the framework does not have: they have ended.</param>
public sealed record DemandOutcome(bool IsNews, IReadOnlyCollection<string> Void, IReadOnlyList<OpenOffer> Lost);
