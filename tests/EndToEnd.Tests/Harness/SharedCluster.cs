namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>One cluster for all tests that leave it as it was.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    /// <summary>Name of the collection of these tests.</summary>
    public const string Collection = "shared cluster";

    internal TestCluster Cluster { get; private set; } = null!;

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync() => Cluster = await TestCluster.StartAsync();

    /// <summary>Stops it.</summary>
    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
