using MesosOrleans.Grains.Interfaces.Cluster;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>How the read model is spread.</summary>
public static class ViewShards
{
    /// <summary>Number of shards.</summary>
    public const int Count = 4;

    /// <summary>The shard of an agent or framework id.</summary>
    public static int Of(string id) => DirectoryKey.Shard(id, Count);
}
