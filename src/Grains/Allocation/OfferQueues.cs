using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// Orleans' queues in memory with another cache at the reading end. Their own keeps whatever went by for minutes, in blocks that
/// are never given back: hundreds of megabytes in a cluster where much is declined. This one keeps a message until its
/// framework has it, and stops reading when it is full.
/// </summary>
internal sealed class OfferQueues(
    MemoryAdapterFactory<DefaultMemoryMessageBodySerializer> queues, IServiceProvider services, string name) : IQueueAdapterFactory
{
    // Messages of one queue that are read and not delivered; a tenth is read at once.
    private const int UndeliveredMax = 8_192;

    private readonly SimpleQueueAdapterCache _cache = new(
        new SimpleQueueCacheOptions { CacheSize = UndeliveredMax }, name, services.GetRequiredService<ILoggerFactory>());

    /// <inheritdoc/>
    public Task<IQueueAdapter> CreateAdapter() => queues.CreateAdapter();

    /// <inheritdoc/>
    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    /// <inheritdoc/>
    public IStreamQueueMapper GetStreamQueueMapper() => queues.GetStreamQueueMapper();

    /// <inheritdoc/>
    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => queues.GetDeliveryFailureHandler(queueId);
}
