using MesosOrleans.Grains.Interfaces.Allocation;
using Orleans.Configuration;
using Orleans.Streams;

namespace MesosOrleans.Grains.Allocation;

/// <summary>The streams that carry offers to frameworks, the same in every silo of a cluster.</summary>
public static class OfferStreamProvider
{
    private const int Queues = 4;
    private static readonly TimeSpan PullingPeriod = TimeSpan.FromMilliseconds(5);

    // An offer that has not arrived within the exchange of lists (5 s) is found by it. Whatever is kept longer is kept for
    // nobody; Orleans' default of five minutes at least would be hundreds of megabytes in a cluster where much is declined.
    private static readonly TimeSpan KeptAtLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptAtMost = TimeSpan.FromSeconds(10);

    /// <summary>Adds the streams.</summary>
    public static ISiloBuilder AddOfferStreams(this ISiloBuilder silo) => silo.AddMemoryStreams(OfferStreams.Provider, streams =>
    {
        streams.ConfigurePartitioning(Queues);
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PullingPeriod));
        streams.Configure<StreamCacheEvictionOptions>(cache => cache.Configure(options =>
        {
            options.DataMinTimeInCache = KeptAtLeast;
            options.DataMaxAgeInCache = KeptAtMost;
            options.MetadataMinTimeInCache = KeptAtMost;
        }));
    });
}
