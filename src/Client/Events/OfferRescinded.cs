using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>An offer is void; tasks launched on it from now on are lost.</summary>
/// <param name="OfferId">The offer.</param>
public sealed record OfferRescinded(OfferID OfferId) : SchedulerEvent;
