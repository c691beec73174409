using MesosOrleans.Grains.Interfaces.Cluster;

namespace MesosOrleans.Silo.Hosting;

/// <summary>Wakes the cluster when a silo has joined it.</summary>
internal sealed class ClusterStart(IGrainFactory grains) : IStartupTask
{
    /// <inheritdoc />
    public Task Execute(CancellationToken cancellationToken) => grains.GetGrain<IClusterGrain>(0).Start();
}
