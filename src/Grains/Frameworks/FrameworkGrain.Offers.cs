using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Offers;
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
    private long _demandSequence;

    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<OfferBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public async Task OnNextAsync(OfferBatch item, StreamSequenceToken? token = null)
    {
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
            await EndOffers(item.Role, [.. item.Offers.Select(offer => new OfferEnd { OfferId = offer.Id.Value, FrameworkId = FrameworkId })]);
            return;
        }

        var offers = new Event.Types.Offers();
        foreach (var offer in item.Offers)
        {
            if (_offers.TryAdd(offer.Id.Value, new OutstandingOffer(item.Role, offer)))
            {
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
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <inheritdoc />
    public Task OnCompletedAsync() => Task.CompletedTask;

    private async Task Decline(Call.Types.Decline decline)
    {
        var refuse = RefuseFilter.Seconds(decline.Filters);
        var ended = Take(decline.OfferIds);
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
        if (_offers.Remove(offerId, out var offer))
        {
            Emit(new Event
            {
                Type = Event.Types.Type.Rescind,
                Rescind = new Event.Types.Rescind { OfferId = offer.Offer.Id },
            });
            MarkChanged();
        }
    }

    // The scheduler is gone or starts anew: its offers go back without a word to it.
    private async Task DropOffers()
    {
        var dropped = _offers.Values.ToList();
        _offers.Clear();
        foreach (var group in dropped.GroupBy(offer => offer.Role))
        {
            await EndOffers(group.Key, [.. group.Select(offer => new OfferEnd { OfferId = offer.Offer.Id.Value, FrameworkId = FrameworkId })]);
        }
    }

    private Task EndOffers(string role, IReadOnlyList<OfferEnd> ends) =>
        GrainFactory.Find<IRoleAllocatorGrain>(role).EndOffers(ends);

    private async Task TellDemand(bool clearFilters, IReadOnlyCollection<string>? only = null)
    {
        foreach (var role in Capabilities.RolesOf(State.Info!))
        {
            var cleared = clearFilters && (only is null || only.Count == 0 || only.Contains(role));
            var demand = new FrameworkDemand
            {
                Framework = State.Info!,
                Sequence = ++_demandSequence,
                Active = IsConnected && !State.Suppressed.Contains(role),
                ClearFilters = cleared,
                Constraints = State.Constraints?.RoleConstraints.GetValueOrDefault(role),
                Offers = [.. _offers.Where(offer => offer.Value.Role == role).Select(offer => offer.Key)],
            };
            var reply = await GrainFactory.Find<IRoleAllocatorGrain>(role).SetDemand(demand);
            foreach (var offerId in reply.Void)
            {
                Rescind(offerId);
            }
        }
    }

    private sealed record OutstandingOffer(string Role, Offer Offer);
}
