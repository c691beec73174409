using MesosOrleans.Client.Events;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Client;

/// <summary>Turns the wire's events into typed ones.</summary>
internal static class EventMapper
{
    /// <summary>The typed event, or null for one that says nothing to a scheduler (heartbeats, unknown types).</summary>
    public static SchedulerEvent? Map(Event wire, bool again) => wire.Type switch
    {
        Event.Types.Type.Subscribed => new Subscribed(wire.Subscribed.FrameworkId, again),
        Event.Types.Type.Offers => new OffersReceived(wire.Offers.Offers_),
        Event.Types.Type.InverseOffers => new InverseOffersReceived(wire.InverseOffers.InverseOffers_),
        Event.Types.Type.Rescind => new OfferRescinded(wire.Rescind.OfferId),
        Event.Types.Type.RescindInverseOffer => new InverseOfferRescinded(wire.RescindInverseOffer.InverseOfferId),
        Event.Types.Type.Update => new TaskUpdated(wire.Update.Status),
        Event.Types.Type.UpdateOperationStatus => new OperationUpdated(wire.UpdateOperationStatus.Status),
        Event.Types.Type.Message =>
            new MessageReceived(wire.Message.AgentId, wire.Message.ExecutorId, wire.Message.Data),
        Event.Types.Type.Failure => new AgentFailed(
            wire.Failure.AgentId, wire.Failure.ExecutorId, wire.Failure.HasStatus ? wire.Failure.Status : null),
        Event.Types.Type.Error => new SubscriptionEnded(wire.Error.Message),
        _ => null,
    };
}
