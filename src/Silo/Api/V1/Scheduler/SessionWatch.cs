using MesosOrleans.Grains.Interfaces.Frameworks;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// What is done for an open stream now and then: heartbeats, the check that the client reads, the tie to the framework.
/// <see cref="SessionClock"/> calls it.
/// </summary>
internal sealed class SessionWatch(
    SchedulerSession session,
    IFrameworkGrain grain,
    ISchedulerObserver reference,
    MesosApiOptions options,
    TimeProvider time,
    ILogger logger)
{
    private long _beatAt = time.GetTimestamp();
    private long _askedAt = time.GetTimestamp();
    private int _asking;
    private volatile bool _begun;

    /// <summary>The session.</summary>
    public SchedulerSession Session => session;

    /// <summary>The session's id.</summary>
    public string StreamId => session.StreamId;

    /// <summary>The framework knows the session: from now on there is something to watch over.</summary>
    public void Begin() => _begun = true;

    /// <summary>Does what is due.</summary>
    /// <param name="tick">Time between two calls of this method.</param>
    public void Tick(TimeSpan tick)
    {
        if (!_begun || session.End != SessionEnd.Open)
        {
            return;
        }

        if (session.IsStalled())
        {
            session.Close(SessionEnd.Stalled);
            return;
        }

        // Half a tick of slack: a tick that comes a little early must not put things off by a whole one.
        if (time.GetElapsedTime(_beatAt) + (tick / 2) >= options.HeartbeatInterval)
        {
            _beatAt = time.GetTimestamp();
            session.Beat();
        }

        if (time.GetElapsedTime(Interlocked.Read(ref _askedAt)) + (tick / 2) >= options.KeepAliveInterval)
        {
            Ask();
        }
    }

    /// <summary>
    /// Assures the framework of the session, and puts the session back behind a grain that was activated anew; ends the
    /// session when the framework has another one. Returns at once.
    /// </summary>
    public void Ask()
    {
        if (_begun && Interlocked.Exchange(ref _asking, 1) == 0)
        {
            AskGrain().Ignore();
        }
    }

    /// <summary>Ends the session.</summary>
    public void Close(SessionEnd reason) => session.Close(reason);

    private async Task AskGrain()
    {
        try
        {
            // Both have a deadline of their own.
            var known = await grain.KeepAlive(session.StreamId)
                || await grain.Reattach(session.StreamId, reference, session.HeldOffers);
            Interlocked.Exchange(ref _askedAt, time.GetTimestamp());
            if (!known)
            {
                session.Close(SessionEnd.Superseded);
            }
        }
        catch (Exception exception)
        {
            // The grain moves or its storage is away: the stream stays open and the next tick tries again.
            SchedulerLog.KeepAliveFailed(logger, exception, grain.GetPrimaryKeyString(), session.StreamId);
        }
        finally
        {
            Interlocked.Exchange(ref _asking, 0);
        }
    }
}
