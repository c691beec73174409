using MesosOrleans.Grains.Interfaces.Frameworks;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>
/// The tie to the silo that holds the scheduler's stream. Either end may move or die alone: a grain that came up anew
/// waits for the session to show up, and a session whose silo is gone is waited for too. The scheduler's calls are taken
/// meanwhile, and events are kept.
/// </summary>
public sealed partial class FrameworkGrain
{
    private DateTimeOffset _heardAt;
    private DateTimeOffset _awaitedUntil;

    /// <inheritdoc />
    public Task<bool> KeepAlive(string streamId)
    {
        if (_outbox is not { IsAttached: true } outbox || outbox.StreamId != streamId)
        {
            return Task.FromResult(false);
        }

        outbox.Heard();
        return Task.FromResult(true);
    }

    /// <inheritdoc />
    public async Task<bool> Reattach(string streamId, ISchedulerObserver observer, IReadOnlyList<string> offers)
    {
        if (!IsKnown || State.StreamId != streamId || _cutStreamId == streamId)
        {
            return false;
        }

        if (!IsConnected)
        {
            State.DisconnectedAt = null;
            _outbox ??= new SchedulerOutbox(streamId, OnOutboxFailed);
            foreach (var offerId in offers)
            {
                Withdraw(offerId);
            }

            _heardAt = time.GetUtcNow();
            _outbox.Attach(observer);
            _hadSession = true;
            LogReattached(FrameworkId);
            await TellDemand();
            MarkChanged();
        }

        return true;
    }

    /// <inheritdoc />
    public Task Suspend(string streamId) =>
        IsConnected && _outbox!.StreamId == streamId ? LoseSession() : Task.CompletedTask;

    private void AwaitSession()
    {
        State.DisconnectedAt = time.GetUtcNow();
        if (State.StreamId is { } streamId)
        {
            _outbox = new SchedulerOutbox(streamId, OnOutboxFailed);
            _awaitedUntil = time.GetUtcNow() + options.Value.ReattachPatience;
        }
    }

    private async Task WatchSession()
    {
        var now = time.GetUtcNow();
        if (_outbox is { IsAttached: false } && now >= _awaitedUntil)
        {
            LogSessionMissing(FrameworkId);
            _outbox = null;
            State.StreamId = null;
            _session = ++_demandSequence;
            await TellDemand();
            MarkChanged();
        }

        if (_outbox is not { IsAttached: true } outbox)
        {
            return;
        }

        if (outbox.TakeHeard())
        {
            _heardAt = now;
        }
        else if (now - _heardAt >= Limits.SessionSilence)
        {
            _heardAt = now;
            outbox.Probe();
        }
    }

    // What it still had to hear is lost, as over any broken connection; offers come back to the allocator.
    private async Task LoseSession()
    {
        AwaitSession();
        await DropOffers();
        await TellDemand();
        MarkChanged();
    }

    // The scheduler holds an offer that this grain knows nothing of.
    private void Withdraw(string offerId)
    {
        if (!_offers.ContainsKey(offerId) && !_inUse.ContainsKey(offerId))
        {
            Forget(offerId);
            Emit(Rescinded(offerId));
        }
    }

    private void OnOutboxFailed(SchedulerOutbox failed, Exception? exception)
    {
        LogSessionFailed(exception, FrameworkId);
        if (failed != _outbox)
        {
            return;
        }

        if (exception is null)
        {
            // Too slow: its stream is closed when it next shows up. Not taken back then: it would go on after a gap, and
            // fall behind again.
            _cutStreamId = failed.StreamId;
            LogSessionCut(failed.StreamId, FrameworkId, Limits.SchedulerQueueMax);
            Disconnect(failed.StreamId).Ignore();
        }
        else
        {
            LoseSession().Ignore();
        }
    }

    [LoggerMessage(1214, LogLevel.Information, "Events did not reach the scheduler of framework {FrameworkId}")]
    private partial void LogSessionFailed(Exception? exception, string frameworkId);

    [LoggerMessage(1215, LogLevel.Information, "The session of framework {FrameworkId} is attached again")]
    private partial void LogReattached(string frameworkId);

    [LoggerMessage(1216, LogLevel.Information, "The session of framework {FrameworkId} did not come back")]
    private partial void LogSessionMissing(string frameworkId);

    [LoggerMessage(1217, LogLevel.Warning,
        "The stream {StreamId} of framework {FrameworkId} is cut off: its client does not read it, {Events} events wait")]
    private partial void LogSessionCut(string streamId, string frameworkId, int events);
}
