using MesosOrleans.Grains.Interfaces.Allocation;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>Keeps the offers that arrive until they are asked for.</summary>
[ImplicitStreamSubscription(OfferStreams.Namespace)]
public sealed class CaseFrameworkGrain : Grain, ICaseFrameworkGrain, IStreamSubscriptionObserver, IAsyncObserver<OfferBatch>
{
    // A benchmark only counts; what nobody asks for is dropped.
    private const int OffersMax = 10_000;
    private readonly List<string> _offers = [];

    /// <summary>Raised in this process when offers have arrived, with how many.</summary>
    public static event Action<int>? Arrived;

    /// <inheritdoc />
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<OfferBatch>().ResumeAsync(this);

    /// <inheritdoc />
    public Task OnNextAsync(OfferBatch item, StreamSequenceToken? token = null)
    {
        if (_offers.Count < OffersMax)
        {
            _offers.AddRange(item.Offers.Select(offer => offer.OfferId));
        }

        Arrived?.Invoke(item.Offers.Count);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    /// <inheritdoc />
    public Task OnCompletedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> TakeOffers()
    {
        IReadOnlyList<string> taken = [.. _offers];
        _offers.Clear();
        return Task.FromResult(taken);
    }
}
