using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>One open event stream: writes the snapshot, then events from the shared chain, and heartbeats.</summary>
internal sealed class OperatorSubscriber(
    RecordStream stream,
    MessageFormat format,
    EventHub hub,
    ListingThreads listings,
    MesosApiOptions options,
    TimeProvider time) : IDisposable
{
    // Events that are ready together leave together, up to about this many bytes.
    private const int FlushBytes = 64 * 1024;

    private static readonly Event Heartbeat = new() { Type = Event.Types.Type.Heartbeat };

    private readonly CancellationTokenSource _cut = new();
    private readonly PooledBuffer _output = new();
    private readonly PooledBuffer _record = new();
    private volatile EventNode _read = new(null, 0);
    private int _end;

    /// <summary>Number of the event that was written last.</summary>
    public long Number => _read.Number;

    /// <summary>Why the stream ended, or that it is open.</summary>
    public SubscriberEnd End => (SubscriberEnd)Volatile.Read(ref _end);

    /// <summary>Whether whole records have been written and no part of one, as far as one can tell.</summary>
    public bool IsBetweenRecords { get; private set; }

    /// <summary>Cancelled when the stream is closed from this side.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>Sets the place in the chain behind which reading begins.</summary>
    public void Begin(EventNode last) => _read = last;

    /// <summary>Ends the stream. The first reason counts.</summary>
    public void Close(SubscriberEnd reason)
    {
        if (Interlocked.CompareExchange(ref _end, (int)reason, (int)SubscriberEnd.Open) == (int)SubscriberEnd.Open)
        {
            // Not here: who closes may hold a lock.
            _ = _cut.CancelAsync();
        }
    }

    /// <summary>Writes until the stream is cut.</summary>
    /// <exception cref="OperationCanceledException">The stream was cut, or the client is gone.</exception>
    public async Task Run(ClusterView view, CancellationToken cancellation)
    {
        await listings.Run(() => WriteSnapshot(view, cancellation));
        using var beats = new PeriodicTimer(options.HeartbeatInterval, time);
        AppendHeartbeat();
        var beat = beats.WaitForNextTickAsync(cancellation).AsTask();
        while (true)
        {
            var more = hub.More;
            while (_output.Count < FlushBytes && _read.Next is { } next)
            {
                ChunkedRecords.Append(_output, next.Encoded(format), stream.Chunked);
                _read = next;
            }

            if (beat.IsCompleted)
            {
                await beat;
                AppendHeartbeat();
                beat = beats.WaitForNextTickAsync(cancellation).AsTask();
            }

            if (_output.Count > 0)
            {
                await Flush(cancellation);
            }
            else
            {
                // An idle stream holds no buffers.
                _output.Dispose();
                IsBetweenRecords = true;
                await Task.WhenAny(more, beat);
                cancellation.ThrowIfCancellationRequested();
                IsBetweenRecords = false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _record.Dispose();
        _cut.Dispose();
    }

    // The snapshot may be large, and a record begins with its length: it is written twice, the first time to be counted.
    private async Task WriteSnapshot(ClusterView view, CancellationToken cancellation)
    {
        using var counting = new CountingWriter();
        await SubscribedWriter.Write(counting, view, options.HeartbeatInterval, format);
        ChunkedRecords.Begin(_output, counting.Count, stream.Chunked);
        await SubscribedWriter.Write(new Pieces(this, cancellation), view, options.HeartbeatInterval, format);
        ChunkedRecords.End(_output, stream.Chunked);
    }

    private void AppendHeartbeat()
    {
        _record.Clear();
        MessageCodec.Write(format, Heartbeat, _record);
        ChunkedRecords.Append(_output, _record.WrittenSpan, stream.Chunked);
    }

    private async ValueTask Flush(CancellationToken cancellation)
    {
        var written = stream.Write(_output.Written, cancellation);
        if (!written.IsCompletedSuccessfully)
        {
            try
            {
                await written.AsTask().WaitAsync(options.StallMax, time, cancellation);
            }
            catch (TimeoutException)
            {
                Close(SubscriberEnd.Stalled);
                throw new OperationCanceledException("The client does not read");
            }
        }

        _output.Clear();
    }

    private sealed class Pieces(OperatorSubscriber subscriber, CancellationToken cancellation) : IPacedWriter
    {
        public void Advance(int count) => subscriber._output.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => subscriber._output.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => subscriber._output.GetSpan(sizeHint);

        public ValueTask FlushIfLarge() =>
            subscriber._output.Count < FlushBytes ? ValueTask.CompletedTask : subscriber.Flush(cancellation);
    }
}
