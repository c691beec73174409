using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>Resources are asked back because of planned maintenance.</summary>
/// <param name="InverseOffers">What is asked back, and when.</param>
public sealed record InverseOffersReceived(IReadOnlyList<InverseOffer> InverseOffers) : SchedulerEvent;
