using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>
/// Events on their way to one session, in order, one batch at a time. Bounded: a scheduler that falls too far behind
/// is disconnected. Lives within the framework's grain: not thread-safe.
/// </summary>
internal sealed class SchedulerOutbox(string streamId, ISchedulerObserver observer, Action<string, Exception?> onFailed)
{
    private readonly Queue<Event> _events = new();
    private bool _running;
    private bool _closed;
    private bool _last;

    /// <summary>The session.</summary>
    public string StreamId => streamId;

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
            onFailed(streamId, null);
            return;
        }

        _events.Enqueue(message);
        Pump();
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
        if (!_running)
        {
            _running = true;
            RunAsync().Ignore();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            // Gather what the present turn has to say.
            await Task.Yield();
            while (!_closed && (_events.Count > 0 || _last))
            {
                await observer.OnEvents(Take());
            }
        }
        catch (Exception exception)
        {
            _closed = true;
            onFailed(streamId, exception);
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

        var last = _last && _events.Count == 0;
        _closed |= last;
        return new SchedulerEvents { StreamId = streamId, Events = batch, Last = last };
    }
}
