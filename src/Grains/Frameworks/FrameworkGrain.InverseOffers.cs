using MesosOrleans.Core.Offers;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>Inverse offers: wishes to have agents back that will be unavailable. Answers are advice to operators.</summary>
public sealed partial class FrameworkGrain
{
    private readonly Dictionary<string, OutstandingInverseOffer> _inverseOffers = new(StringComparer.Ordinal);

    private void TakeInverseOffers(OfferBatch batch)
    {
        EndInverseOffers(offer => batch.RescindedInverse.Contains(offer.Offer.AgentId.Value));
        if (batch.InverseOffers.Count == 0 || !IsKnown || !IsConnected)
        {
            return;
        }

        var made = new Event.Types.InverseOffers();
        foreach (var offer in batch.InverseOffers)
        {
            if (_inverseOffers.TryAdd(offer.Id.Value, new OutstandingInverseOffer(offer, batch.RootEpoch)))
            {
                made.InverseOffers_.Add(offer);
            }
        }

        Emit(new Event { Type = Event.Types.Type.InverseOffers, InverseOffers = made });
    }

    // The scheduler hears that they are void.
    private void EndInverseOffers(Func<OutstandingInverseOffer, bool> isVoid)
    {
        foreach (var ended in _inverseOffers.Values.Where(isVoid).ToList())
        {
            _inverseOffers.Remove(ended.Offer.Id.Value);
            Emit(new Event
            {
                Type = Event.Types.Type.RescindInverseOffer,
                RescindInverseOffer = new Event.Types.RescindInverseOffer { InverseOfferId = ended.Offer.Id },
            });
        }
    }

    private void AnswerInverseOffers(IEnumerable<OfferID> ids, bool accepted, Filters? filters)
    {
        var root = GrainFactory.Find<IRootAllocatorGrain>(IRootAllocatorGrain.Key);
        foreach (var id in ids)
        {
            if (_inverseOffers.Remove(id.Value, out var answered))
            {
                root.AnswerInverseOffer(new InverseOfferAnswer
                {
                    AgentId = answered.Offer.AgentId.Value,
                    FrameworkId = FrameworkId,
                    Accepted = accepted,
                    RefuseSeconds = RefuseFilter.Seconds(filters),
                }).Ignore();
            }
        }
    }

    private sealed record OutstandingInverseOffer(InverseOffer Offer, long RootEpoch);
}
