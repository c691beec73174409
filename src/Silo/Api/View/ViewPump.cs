using MesosOrleans.Grains.Interfaces.View;

namespace MesosOrleans.Silo.Api.View;

/// <summary>Follows every shard of the read model for this silo, whatever number of clients it has.</summary>
internal sealed partial class ViewPump(
    ViewFeed feed,
    IGrainFactory grains,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ViewPump> logger) : BackgroundService
{
    // What changes in between is read at once: a shard is asked a hundred times a second at most, unless somebody waits.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            // The silo must run before its grains can be called.
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
            await started.Task.WaitAsync(stopping.Token);
            await Task.WhenAll(Enumerable.Range(0, ViewShards.Count).Select(shard => Follow(shard, stopping.Token)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task Follow(int shard, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var page = await grains.GetGrain<IClusterViewGrain>(shard).Read(feed.CursorOf(shard)).WaitAsync(stopping);
                feed.Take(shard, page);
                if (page.CaughtUp && !feed.IsAwaited)
                {
                    await Task.Delay(Pace, time, stopping);
                }
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                // The shard moves: its next life continues from the copy's point of view.
                LogUnread(logger, exception, shard);
                await Task.Delay(RetryDelay, time, stopping);
            }
        }
    }

    [LoggerMessage(5411, LogLevel.Warning, "Shard {Shard} of the view could not be read; it is asked again")]
    private static partial void LogUnread(ILogger logger, Exception exception, int shard);
}
