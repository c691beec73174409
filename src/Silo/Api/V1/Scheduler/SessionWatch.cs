using MesosOrleans.Grains.Interfaces.Frameworks;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>What runs beside an open stream: heartbeats, the check that the client reads, the tie to the framework.</summary>
internal sealed class SessionWatch(
    SchedulerSession session,
    IFrameworkGrain grain,
    ISchedulerObserver reference,
    MesosApiOptions options,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan TickMax = TimeSpan.FromSeconds(1);

    /// <summary>Queues heartbeats and cuts a client off that does not read.</summary>
    public async Task Beat(CancellationToken ended)
    {
        var tick = options.HeartbeatInterval < TickMax ? options.HeartbeatInterval : TickMax;
        using var timer = new PeriodicTimer(tick, time);
        var last = time.GetTimestamp();
        while (await Next(timer, ended))
        {
            if (session.IsStalled())
            {
                session.Close(SessionEnd.Stalled);
                return;
            }

            // Half a tick of slack: a tick that comes a little early must not put the beat off by a whole one.
            if (time.GetElapsedTime(last) + (tick / 2) >= options.HeartbeatInterval)
            {
                last = time.GetTimestamp();
                session.Beat();
            }
        }
    }

    /// <summary>
    /// Assures the framework of the session, and puts the session back behind a grain that was activated anew; ends
    /// the session when the framework has another one.
    /// </summary>
    public async Task KeepAlive(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(options.KeepAliveInterval, time);
        while (await Next(timer, ended))
        {
            try
            {
                if (!await grain.KeepAlive(session.StreamId).WaitAsync(ended)
                    && !await grain.Reattach(session.StreamId, reference).WaitAsync(ended))
                {
                    session.Close(SessionEnd.Superseded);
                    return;
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The grain moves or its storage is away: the stream stays open and the next turn tries again.
                SchedulerLog.KeepAliveFailed(logger, exception, grain.GetPrimaryKeyString(), session.StreamId);
            }
        }
    }

    private static async ValueTask<bool> Next(PeriodicTimer timer, CancellationToken ended)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ended);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
