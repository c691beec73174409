using System.Threading.Channels;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// The far end of one subscription: takes events from the framework's grain, queues them within bounds and writes
/// them to the client's stream.
/// </summary>
internal sealed class SchedulerSession : ISchedulerObserver, IDisposable
{
    // Records that are ready together leave together, up to about this many bytes.
    private const int FlushBytes = 64 * 1024;

    private static readonly Event Heartbeat = new() { Type = Event.Types.Type.Heartbeat };

    private readonly Channel<Event> _queue;
    private readonly CancellationTokenSource _cut = new();
    private readonly PooledBuffer _record = new();
    private readonly PooledBuffer _output = new();
    private readonly HeldOffers _held = new();
    private readonly MesosApiOptions _options;
    private readonly MessageFormat _format;
    private readonly TimeProvider _time;
    private long _writingSince;
    private int _end;

    /// <summary>Opens a session; nothing is written before <see cref="Pump"/>.</summary>
    public SchedulerSession(
        string streamId, MessageFormat format, MasterInfo master, MesosApiOptions options, TimeProvider time)
    {
        StreamId = streamId;
        _format = format;
        Master = master;
        _options = options;
        _time = time;
        _queue = Channel.CreateBounded<Event>(
            new BoundedChannelOptions(options.QueuedEventsMax) { SingleReader = true });
    }

    /// <summary>The session's id.</summary>
    public string StreamId { get; }

    /// <summary>The silo that holds the stream, as SUBSCRIBED names it.</summary>
    public MasterInfo Master { get; }

    /// <summary>Why the session ended, or that it is open.</summary>
    public SessionEnd End => (SessionEnd)Volatile.Read(ref _end);

    /// <summary>Called for each HEARTBEAT that is written; set before <see cref="Pump"/>.</summary>
    public Action? Beaten { get; set; }

    /// <summary>Ids of the offers that the client holds.</summary>
    public IReadOnlyList<string> HeldOffers => _held.List();

    /// <inheritdoc/>
    public Task OnEvents(SchedulerEvents events)
    {
        if (events.StreamId != StreamId || End != SessionEnd.Open)
        {
            throw new InvalidOperationException($"Session '{events.StreamId}' is not open here");
        }

        _held.Take(events);
        for (var index = 0; index < events.Events.Count; index++)
        {
            if (!_queue.Writer.TryWrite(events.Events[index]))
            {
                return Wait(events, index);
            }
        }

        Finish(events);
        return Task.CompletedTask;
    }

    /// <summary>Ends the session with an ERROR event of our own.</summary>
    public void Refuse(string message)
    {
        _queue.Writer.TryWrite(
            new Event { Type = Event.Types.Type.Error, Error = new Event.Types.Error { Message = message } });
        Finish(SessionEnd.ByFramework);
        _queue.Writer.TryComplete();
    }

    /// <summary>
    /// Ends the session: what is queued is written first, except to a client that does not read, whose stream is cut.
    /// </summary>
    public void Close(SessionEnd reason)
    {
        Finish(reason);
        _queue.Writer.TryComplete();
        if (reason is SessionEnd.Stalled or SessionEnd.ByClient)
        {
            _cut.Cancel();
        }
    }

    /// <summary>Queues a HEARTBEAT; a full queue needs none.</summary>
    public void Beat() => _queue.Writer.TryWrite(Heartbeat);

    /// <summary>True when a write has been waiting for the client for longer than allowed.</summary>
    public bool IsStalled()
    {
        var since = Interlocked.Read(ref _writingSince);
        return since != 0 && _time.GetElapsedTime(since) > _options.StallMax;
    }

    /// <summary>Writes events until the session ends, and completes the stream.</summary>
    /// <param name="stream">The open response.</param>
    /// <exception cref="OperationCanceledException">The stream was cut, or the client closed it.</exception>
    public async Task Pump(RecordStream stream)
    {
        var reader = _queue.Reader;
        var cancellation = _cut.Token;

        // Waiting needs no token: whoever cuts the stream completes the queue first.
        while (await reader.WaitToReadAsync(CancellationToken.None))
        {
            cancellation.ThrowIfCancellationRequested();
            while (_output.Count < FlushBytes && reader.TryRead(out var item))
            {
                Append(item, stream.Chunked);
            }

            Interlocked.Exchange(ref _writingSince, _time.GetTimestamp());
            await stream.Write(_output.Written, cancellation);
            Interlocked.Exchange(ref _writingSince, 0);

            // An idle session holds no buffers.
            _record.Dispose();
            _output.Dispose();
        }

        await stream.Complete(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _record.Dispose();
        _output.Dispose();
        _cut.Dispose();
    }

    private async Task Wait(SchedulerEvents events, int first)
    {
        for (var index = first; index < events.Events.Count; index++)
        {
            await Enqueue(events.Events[index]);
        }

        Finish(events);
    }

    private async ValueTask Enqueue(Event item)
    {
        using var limit = new CancellationTokenSource(_options.StallMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _cut.Token);
        try
        {
            await _queue.Writer.WriteAsync(item, either.Token);
        }
        catch (OperationCanceledException)
        {
            Close(SessionEnd.Stalled);
            throw new InvalidOperationException($"Session '{StreamId}' does not read its stream");
        }
    }

    private void Append(Event item, bool chunked)
    {
        var subscribed = item.Type == Event.Types.Type.Subscribed;
        AppendRecord(subscribed ? Complete(item) : item, chunked);
        if (subscribed)
        {
            AppendRecord(Heartbeat, chunked);
        }
    }

    private void AppendRecord(Event item, bool chunked)
    {
        _record.Clear();
        MessageCodec.Write(_format, item, _record);
        ChunkedRecords.Append(_output, _record.WrittenSpan, chunked);
        if (ReferenceEquals(item, Heartbeat))
        {
            Beaten?.Invoke();
        }
    }

    // How often this stream beats, and from where, is known here. The grain's message is frozen: a copy is completed.
    private Event Complete(Event item)
    {
        var copy = item.Clone();
        copy.Subscribed.HeartbeatIntervalSeconds = _options.HeartbeatInterval.TotalSeconds;
        copy.Subscribed.MasterInfo = Master;
        return copy;
    }

    private void Finish(SchedulerEvents events)
    {
        if (events.Last)
        {
            Finish(SessionEnd.ByFramework);
            _queue.Writer.TryComplete();
        }
    }

    private void Finish(SessionEnd reason) => Interlocked.CompareExchange(ref _end, (int)reason, (int)SessionEnd.Open);
}
