using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>An inverse offer is withdrawn.</summary>
/// <param name="InverseOfferId">The inverse offer.</param>
public sealed record InverseOfferRescinded(OfferID InverseOfferId) : SchedulerEvent;
