namespace MesosOrleans.Grains.Cluster;

/// <summary>What the cluster has one of.</summary>
[GenerateSerializer, Alias("MesosOrleans.ClusterGrainState")]
public sealed class ClusterGrainState
{
    /// <summary>The cluster's id, or null before the first start.</summary>
    [Id(0)]
    public string? ClusterId { get; set; }

    /// <summary>Frameworks registered so far.</summary>
    [Id(1)]
    public long Frameworks { get; set; }

    /// <summary>Agents registered so far.</summary>
    [Id(2)]
    public long Agents { get; set; }

    /// <summary>Numbers of offers given out so far.</summary>
    [Id(3)]
    public long Offers { get; set; }
}
