using MesosOrleans.Grains.Interfaces.View;

namespace MesosOrleans.Silo.Api.View;

/// <summary>
/// Gives listings the cluster as it is: the silo's own copy, once it shows what this silo's clients have changed and
/// what the shards knew when they were asked. When they do not answer in time, listings show what there is.
/// </summary>
internal sealed partial class ClusterViewReader(
    ViewFeed feed, UnsettledOwners unsettled, IGrainFactory grains, TimeProvider time, ILogger<ClusterViewReader> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The cluster as it is now.</summary>
    public async Task<ClusterView> Get()
    {
        await CatchUp();
        return feed.View();
    }

    /// <summary>Waits, within bounds, until the copy shows what has happened before the call.</summary>
    public async Task CatchUp()
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            var tasks = await unsettled.Settle().WaitAsync(limit.Token);
            var cursors = await Task.WhenAll(Enumerable.Range(0, ViewShards.Count)
                .Select(shard => grains.GetGrain<IClusterViewGrain>(shard).GetCursor())).WaitAsync(limit.Token);
            await feed.Reach(cursors, tasks, limit.Token);
        }
        catch (Exception exception)
        {
            LogBehind(logger, exception);
        }
    }

    [LoggerMessage(5412, LogLevel.Warning, "A listing may show less than has happened: the view's shards were not reached in time")]
    private static partial void LogBehind(ILogger logger, Exception exception);
}
