using MesosOrleans.Grains.Interfaces.Allocation;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Streams;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// The streams that carry offers to frameworks, the same in every silo of a cluster: Orleans' streams in memory, whose
/// readers forget what has been delivered.
/// </summary>
public static class OfferStreamProvider
{
    private const int Queues = 4;
    private static readonly TimeSpan PullingPeriod = TimeSpan.FromMilliseconds(5);

    // What could not be delivered for so long was found by the exchange of lists (every 5 s), and is void.
    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(10);

    /// <summary>Adds the streams.</summary>
    public static ISiloBuilder AddOfferStreams(this ISiloBuilder silo) => silo.AddPersistentStreams(
        OfferStreams.Provider,
        (services, name) => new OfferQueues(MemoryAdapterFactory<DefaultMemoryMessageBodySerializer>.Create(services, name), services, name),
        streams =>
        {
            streams.Configure<HashRingStreamQueueMapperOptions>(queues => queues.Configure(options => options.TotalQueueCount = Queues));
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                options.GetQueueMsgsTimerPeriod = PullingPeriod;
                options.MaxEventDeliveryTime = DeliveryPatience;
            }));
        });
}
