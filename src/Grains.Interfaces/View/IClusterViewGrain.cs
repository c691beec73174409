using MesosOrleans.Protocol.View;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>
/// One shard of the read model behind listings and the operators' event stream. Frameworks with their tasks, and agents,
/// are spread over the shards by id. Not durable: a shard that comes up asks all owners. Each silo follows each shard and
/// serves its clients from its own copy. Key: shard.
/// </summary>
[Alias("MesosOrleans.IClusterViewGrain")]
public interface IClusterViewGrain : IGrainWithIntegerKey
{
    /// <summary>Takes changes in. A lost one is made good by the next of the same owner, which is always whole.</summary>
    [OneWay]
    [AlwaysInterleave]
    [Alias("Publish")]
    Task Publish(ViewChanges changes);

    /// <summary>Takes changes in; they are readable when it returns. It waits for nobody.</summary>
    [AlwaysInterleave]
    [Alias("Show")]
    Task Show(ViewChanges changes);

    /// <summary>Where the shard stands: a copy that has come so far has everything that was published before the call.</summary>
    [AlwaysInterleave]
    [Alias("GetCursor")]
    Task<ViewCursor> GetCursor();

    /// <summary>
    /// What has changed since a cursor; waits for a moment when there is nothing. The messages in it are frozen.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Read")]
    Task<ViewPage> Read(ViewCursor asked);
}
