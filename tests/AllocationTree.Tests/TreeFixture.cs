using MesosOrleans.Dev.AllocationCases;

namespace MesosOrleans.AllocationTree.Tests;

/// <summary>A cluster of a number of silos, shared by the tests of a class; one case runs on it at a time.</summary>
public abstract class TreeFixture(short silos) : IAsyncLifetime
{
    /// <summary>The cluster.</summary>
    public TreeCluster Cluster { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync() => Cluster = await TreeCluster.StartAsync(silos);

    /// <inheritdoc />
    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
