using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>What to do with an offer.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Launch">Tasks to launch on it; none means: decline it.</param>
public sealed record OfferDecision(Offer Offer, IReadOnlyList<TaskInfo> Launch);
