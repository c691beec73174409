using MesosOrleans.Grains.Interfaces.View;

namespace MesosOrleans.Silo.Api.View;

/// <summary>Reads the shards of the read model; keeps the last merge for as long as they do not change.</summary>
internal sealed class ClusterViewReader(IGrainFactory grains)
{
    private volatile ClusterView? _last;

    /// <summary>The cluster as it is now.</summary>
    public async Task<ClusterView> Get()
    {
        var reads = new Task<ViewSnapshot>[ViewShards.Count];
        for (var shard = 0; shard < reads.Length; shard++)
        {
            reads[shard] = grains.GetGrain<IClusterViewGrain>(shard).GetSnapshot();
        }

        var shards = await Task.WhenAll(reads);
        if (_last is { } known && known.IsOf(shards))
        {
            return known;
        }

        return _last = new ClusterView(shards);
    }
}
