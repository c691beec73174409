using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.View;

namespace MesosOrleans.Grains.View;

/// <summary>One shard of the read model; asks its owners to publish themselves when it comes up.</summary>
[KeepAlive]
public sealed class ClusterViewGrain : Grain, IClusterViewGrain
{
    private readonly ViewShard _shard = new();

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Gather().Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Publish(ViewChanges changes)
    {
        _shard.Apply(changes);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<ViewSnapshot> GetSnapshot() => Task.FromResult(_shard.Snapshot());

    // Runs beside the grain's calls: what it asks for comes back as Publish.
    private async Task Gather()
    {
        await Ask(DirectoryKey.Agents, id => GrainFactory.GetGrain<IAgentGrain>(id).ReportWhole());
        await Ask(DirectoryKey.UnreachableAgents, id => GrainFactory.GetGrain<IAgentGrain>(id).ReportWhole());
        await Ask(DirectoryKey.Frameworks, id => GrainFactory.GetGrain<IFrameworkGrain>(id).Republish());
    }

    private async Task Ask(string kind, Func<string, Task> ask)
    {
        foreach (var shard in DirectoryKey.All(kind))
        {
            var ids = await GrainFactory.GetGrain<IDirectoryGrain>(shard).List();
            await Task.WhenAll(ids.Where(id => ViewShards.Of(id) == (int)this.GetPrimaryKeyLong()).Select(ask));
        }
    }
}
