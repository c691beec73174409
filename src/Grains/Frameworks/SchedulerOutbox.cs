using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>
/// Events on their way to one session, in order, one batch at a time. It may exist before its session shows up: events wait
/// until then. Bounded: a scheduler that falls too far behind is disconnected. Lives within the framework's grain: not
/// thread-safe.
/// </summary>
/// <param name="streamId">The session.</param>
/// <param name="onFailed">Called once when a batch was not taken (the exception), or the queue is full (null).</param>
internal sealed class SchedulerOutbox(string streamId, Action<SchedulerOutbox, Exception?> onFailed)
{
    private readonly Queue<Event> _events = new();
    private List<string> _endedOffers = [];
    private ISchedulerObserver? _observer;
    private bool _running;
    private bool _closed;
    private bool _last;
    private bool _probe;
    private bool _heard;

    /// <summary>The session.</summary>
    public string StreamId => streamId;

    /// <summary>Whether the session has shown up.</summary>
    public bool IsAttached => _observer is not null;

    /// <summary>The session is here: what has gathered goes out.</summary>
    public void Attach(ISchedulerObserver observer)
    {
        _observer = observer;
        _heard = true;
        Pump();
    }

    /// <summary>Adds an event.</summary>
    public void Add(Event message)
    {
        if (_closed || _last)
        {
            return;
        }

        if (_events.Count >= Limits.SchedulerQueueMax)
        {
            _closed = true;
            onFailed(this, null);
            return;
        }

        _events.Enqueue(message);
        Pump();
    }

    /// <summary>The scheduler has used an offer up; told with the next batch.</summary>
    public void AddEnded(string offerId)
    {
        _endedOffers.Add(offerId);
        if (_endedOffers.Count >= Limits.EndedOffersUntoldMax)
        {
            Probe();
        }
    }

    /// <summary>Sends a batch although there may be no event: is anyone there?</summary>
    public void Probe()
    {
        _probe = true;
        Pump();
    }

    /// <summary>The session has given a sign of life.</summary>
    public void Heard() => _heard = true;

    /// <summary>Whether there was a sign of life since the last time this was asked.</summary>
    public bool TakeHeard()
    {
        var heard = _heard;
        _heard = false;
        return heard;
    }

    /// <summary>Adds a last event; the session ends after it.</summary>
    public void Close(Event? message)
    {
        if (message is not null)
        {
            Add(message);
        }

        _last = true;
        Pump();
    }

    private void Pump()
    {
        if (!_running && !_closed && _observer is { } observer)
        {
            _running = true;
            RunAsync(observer).Ignore();
        }
    }

    private async Task RunAsync(ISchedulerObserver observer)
    {
        try
        {
            // Gather what the present turn has to say.
            await Task.Yield();
            while (!_closed && (_events.Count > 0 || _last || _probe))
            {
                await observer.OnEvents(Take());
                _heard = true;
            }
        }
        catch (Exception exception)
        {
            _closed = true;
            onFailed(this, exception);
        }
        finally
        {
            _running = false;
        }
    }

    private SchedulerEvents Take()
    {
        var batch = new List<Event>(Math.Min(_events.Count, Limits.SchedulerBatchMax));
        while (batch.Count < Limits.SchedulerBatchMax && _events.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        IReadOnlyList<string> ended = [];
        if (_endedOffers.Count > 0)
        {
            ended = _endedOffers;
            _endedOffers = [];
        }

        _probe = false;
        var last = _last && _events.Count == 0;
        _closed |= last;
        return new SchedulerEvents { StreamId = streamId, Events = batch, Last = last, EndedOffers = ended };
    }
}
