namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// The one timer of all open streams: a timer and a loop for each would be most of what an idle stream costs. Closes the
/// streams when the silo stops.
/// </summary>
internal sealed class SessionClock(
    SessionRegistry registry,
    MesosApiOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<SessionClock> logger) : BackgroundService
{
    private static readonly TimeSpan TickMax = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var closing = lifetime.ApplicationStopping.Register(Close);
        var tick = new[] { options.HeartbeatInterval, options.KeepAliveInterval, TickMax }.Min();
        using var timer = new PeriodicTimer(tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Tick(tick);
        }
    }

    private void Tick(TimeSpan tick)
    {
        foreach (var watch in registry.All)
        {
            try
            {
                watch.Tick(tick);
            }
            catch (Exception exception)
            {
                // The others' clock goes on.
                SchedulerLog.WatchFailed(logger, exception);
            }
        }
    }

    private void Close()
    {
        foreach (var watch in registry.All)
        {
            watch.Close(SessionEnd.Stopping);
        }
    }
}
