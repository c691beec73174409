using MesosOrleans.Core.View;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.View;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.View;

/// <summary>One shard of the read model. What it holds is decided in <see cref="ViewShard"/>.</summary>
[KeepAlive]
public sealed class ClusterViewGrain(
    IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ClusterViewGrain> logger) : Grain, IClusterViewGrain
{
    private readonly ViewShard _shard = new(Guid.NewGuid().ToString());
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _stopping;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Readers that wait must not hold up a silo that stops.
        _stopping = lifetime.ApplicationStopping.Register(() => _ending.TrySetResult());
        Gather().Ignore();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        _ending.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Publish(ViewChanges changes)
    {
        foreach (var agent in changes.Agents)
        {
            _shard.Set(agent);
        }

        foreach (var framework in changes.Frameworks)
        {
            _shard.Set(framework);
        }

        foreach (var task in changes.Tasks)
        {
            _shard.Set(task);
        }

        foreach (var removal in changes.Removals)
        {
            _shard.RemoveAgent(removal.Id, removal.Announced);
        }

        Wake();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Show(ViewChanges changes) => Publish(changes);

    /// <inheritdoc />
    public Task<ViewCursor> GetCursor() => Task.FromResult(_shard.Cursor);

    /// <inheritdoc />
    public async Task<ViewPage> Read(ViewCursor asked)
    {
        if (asked.Equals(_shard.Cursor))
        {
            await Task.WhenAny(_changed.Task, _ending.Task, Task.Delay(Limits.ViewReadPatience, time));
        }

        return _shard.Read(asked);
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // Runs beside the grain's calls, which interleave with it: owners that publish meanwhile are not kept waiting.
    private async Task Gather()
    {
        var gathering = new ViewGathering(GrainFactory, (int)this.GetPrimaryKeyLong(), time, logger);
        await gathering.Run(_shard.Recover, _shard.Recover, _shard.Recover, _ending.Task);
        _shard.Complete();
        Wake();
    }
}
