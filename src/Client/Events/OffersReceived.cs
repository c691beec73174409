using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>Resources are offered. Each offer is to be accepted or declined.</summary>
/// <param name="Offers">One or more offers, each of one agent to one role.</param>
public sealed record OffersReceived(IReadOnlyList<Offer> Offers) : SchedulerEvent;
