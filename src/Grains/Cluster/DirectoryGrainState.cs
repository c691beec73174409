namespace MesosOrleans.Grains.Cluster;

/// <summary>Ids of one kind, one shard.</summary>
[GenerateSerializer, Alias("MesosOrleans.DirectoryGrainState")]
public sealed class DirectoryGrainState
{
    /// <summary>The ids.</summary>
    [Id(0)]
    public HashSet<string> Ids { get; set; } = new(StringComparer.Ordinal);
}
