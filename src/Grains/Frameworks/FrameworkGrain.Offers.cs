using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Offers;
using MesosOrleans.Core.Roles;
using MesosOrleans.Grains.Allocation;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>Offers that are out to the scheduler, and what the framework wants of its roles.</summary>
public sealed partial class FrameworkGrain : IStreamSubscriptionObserver, IAsyncObserver<OfferBatch>
{
    private readonly Dictionary<string, OutstandingOffer> _offers = new(StringComparer.Ordinal);

    // Being accepted: neither the scheduler's any more nor back.
    private readonly Dictionary<string, OutstandingOffer> _inUse = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _endedOrder = new();
    private readonly Dictionary<string, long> _revives = new(StringComparer.Ordinal);
    private long _demandSequence;
    private long _session;
    private long _rootEpoch;

    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<OfferBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public async Task OnNextAsync(OfferBatch item, StreamSequenceToken? token = null)
    {
        if (item.RootEpoch < _rootEpoch)
        {
            return;
        }

        _rootEpoch = item.RootEpoch;
        TakeInverseOffers(item);
        foreach (var offerId in item.Rescinded)
        {
            Rescind(offerId);
        }

        if (item.Offers.Count == 0)
        {
            return;
        }

        if (!IsKnown || !IsConnected || !Capabilities.RolesOf(State.Info!).Contains(item.Role))
        {
            await EndOffers(item.Role, [.. item.Offers.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = FrameworkId })]);
            return;
        }

        var offers = new Event.Types.Offers();
        foreach (var made in item.Offers)
        {
            if (!_ended.Contains(made.OfferId) && !_offers.ContainsKey(made.OfferId))
            {
                var offer = OfferBuilder.Build(made);
                _offers.Add(made.OfferId, new OutstandingOffer(item.Role, offer, item.RootEpoch));
                offers.Offers_.Add(OfferFormat.ForScheduler(offer, State.Info!));
            }
        }

        if (offers.Offers_.Count > 0)
        {
            Emit(new Event { Type = Event.Types.Type.Offers, Offers = offers });
            MarkChanged();
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> RescindOffers(IReadOnlyList<string> offerIds)
    {
        var gone = new List<string>(offerIds.Count);
        foreach (var id in offerIds)
        {
            if (_offers.ContainsKey(id))
            {
                Rescind(id);
                gone.Add(id);
            }
            else if (!_inUse.ContainsKey(id) && !_ended.Contains(id))
            {
                // Still on its way here: it is void when it comes.
                Forget(id);
                gone.Add(id);
            }
        }

        return Task.FromResult<IReadOnlyList<string>>(gone);
    }

    /// <inheritdoc />
    public async Task OnAllocatorStarted(long rootEpoch)
    {
        _rootEpoch = Math.Max(_rootEpoch, rootEpoch);
        foreach (var (id, _) in _offers.Where(offer => offer.Value.RootEpoch < rootEpoch).ToList())
        {
            Rescind(id);
        }

        // The new root makes its own.
        EndInverseOffers(offer => offer.RootEpoch < rootEpoch);
        if (IsKnown)
        {
            await TellDemand(isNews: false);
        }
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <inheritdoc />
    public Task OnCompletedAsync() => Task.CompletedTask;

    private async Task Decline(Call.Types.Decline decline)
    {
        var refuse = RefuseFilter.Seconds(decline.Filters);
        var ended = Take(decline.OfferIds);
        Counters.Offers(ended.Count, accepted: false);
        foreach (var group in ended.GroupBy(offer => offer.Role))
        {
            await EndOffers(group.Key, [.. group.Select(offer => new OfferEnd
            {
                OfferId = offer.Offer.Id.Value,
                FrameworkId = FrameworkId,
                RefuseSeconds = refuse,
            })]);
        }
    }

    private List<OutstandingOffer> Take(IEnumerable<OfferID> offerIds)
    {
        var taken = new List<OutstandingOffer>();
        foreach (var id in offerIds)
        {
            if (_offers.Remove(id.Value, out var offer))
            {
                Forget(id.Value);
                _outbox?.AddEnded(id.Value);
                taken.Add(offer);
            }
        }

        if (taken.Count > 0)
        {
            MarkChanged();
        }

        return taken;
    }

    private void Rescind(string offerId)
    {
        // A copy of it may still come.
        Forget(offerId);
        if (_offers.Remove(offerId, out var offer))
        {
            Emit(Rescinded(offer.Offer.Id.Value));
            MarkChanged();
        }
    }

    private static Event Rescinded(string offerId) => new()
    {
        Type = Event.Types.Type.Rescind,
        Rescind = new Event.Types.Rescind { OfferId = new OfferID { Value = offerId } },
    };

    // The scheduler is gone or starts anew: its offers go back without a word to it.
    private async Task DropOffers()
    {
        var dropped = _offers.Values.ToList();
        _offers.Clear();
        _inverseOffers.Clear();
        foreach (var offer in dropped)
        {
            Forget(offer.Offer.Id.Value);
        }

        foreach (var group in dropped.GroupBy(offer => offer.Role))
        {
            await EndOffers(group.Key, [.. group.Select(offer => new OfferEnd { OfferId = offer.Offer.Id.Value, FrameworkId = FrameworkId })]);
        }
    }

    private Task EndOffers(string role, IReadOnlyList<OfferEnd> ends) =>
        GrainFactory.Find<IRoleAllocatorGrain>(role).EndOffers(ends);

    // An id that has ended here is not to be mistaken for one that has not come yet.
    private void Forget(string offerId)
    {
        if (_ended.Add(offerId))
        {
            _endedOrder.Enqueue(offerId);
            if (_endedOrder.Count > Limits.EndedOffersMax)
            {
                _ended.Remove(_endedOrder.Dequeue());
            }
        }
    }

    private void Use(List<OutstandingOffer> offers)
    {
        foreach (var offer in offers)
        {
            _inUse[offer.Offer.Id.Value] = offer;
        }
    }

    private void Free(List<OutstandingOffer> offers)
    {
        foreach (var offer in offers)
        {
            _inUse.Remove(offer.Offer.Id.Value);
        }
    }

    private Task TellDemand(bool isNews = true) => TellDemand([], isNews);

    private async Task TellDemand(IEnumerable<string> leftRoles, bool isNews = true)
    {
        if (isNews)
        {
            _demandSequence++;
        }

        // Without any role there is still someone to tell: a framework that takes a role later is known by then.
        foreach (var role in Capabilities.RolesOf(State.Info!).Concat(leftRoles).DefaultIfEmpty(RoleName.Default).ToList())
        {
            var demand = new FrameworkDemand
            {
                Framework = State.Info!,
                Sequence = _demandSequence,
                Active = IsConnected,
                Session = _session,
                Suppressed = [.. State.Suppressed],
                Constraints = State.Constraints,
                Revives = new Dictionary<string, long>(_revives, StringComparer.Ordinal),
                Offers = [.. _offers.Concat(_inUse).Where(offer => offer.Value.Role == role).Select(offer => offer.Key)],
                InverseOffers = [.. _inverseOffers.Values.Select(offer => offer.Offer.AgentId.Value)],
            };
            var reply = await GrainFactory.Find<IRoleAllocatorGrain>(role).SetDemand(demand);
            foreach (var offerId in reply.Void)
            {
                Rescind(offerId);
            }
        }
    }

    private sealed record OutstandingOffer(string Role, Offer Offer, long RootEpoch);
}
