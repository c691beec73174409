using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>
/// One shard of the read model behind listings. Frameworks with their tasks, and agents, are spread over the shards by
/// id. Not durable: a shard that comes up asks everybody to publish again. Key: shard.
/// </summary>
[Alias("MesosOrleans.IClusterViewGrain")]
public interface IClusterViewGrain : IGrainWithIntegerKey
{
    /// <summary>Takes changes in. Can be lost without harm: the owners publish themselves again from time to time.</summary>
    [OneWay]
    [Alias("Publish")]
    Task Publish(ViewChanges changes);

    /// <summary>The shard as it is now: an immutable snapshot.</summary>
    [AlwaysInterleave]
    [Alias("GetSnapshot")]
    Task<ViewSnapshot> GetSnapshot();
}
