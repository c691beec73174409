namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>Tests that share a cluster, one after the other.</summary>
[CollectionDefinition(SharedCluster.Collection)]
public sealed class SharedClusterCollection : ICollectionFixture<SharedCluster>;
