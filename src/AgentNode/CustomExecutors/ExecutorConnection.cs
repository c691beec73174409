using System.Threading.Channels;
using MesosOrleans.Protocol.V1.ExecutorApi;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>
/// An executor's stream of events. What is sent waits in a bounded queue; an executor that does not read is cut off,
/// and subscribes again.
/// </summary>
internal sealed class ExecutorConnection(MessageFormat format, TimeSpan heartbeat, TimeProvider time) : IDisposable
{
    private readonly Channel<Event> _queue = Channel.CreateBounded<Event>(
        new BoundedChannelOptions(Limits.ExecutorEventsMax) { SingleReader = true });

    private readonly CancellationTokenSource _cut = new();

    /// <summary>True when too many events waited for an executor that does not read.</summary>
    public bool IsCut => _cut.IsCancellationRequested;

    /// <summary>Queues an event.</summary>
    public void Send(Event item)
    {
        if (!_queue.Writer.TryWrite(item) && _queue.Writer.TryComplete())
        {
            _cut.Cancel();
        }
    }

    /// <summary>Ends the stream after what is queued.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Answers a SUBSCRIBE: writes events until the connection is completed, cut or gone.</summary>
    public async Task PumpAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _cut.Token);
        var stream = await RecordStream.Open(context, format);
        await using var timer = time.CreateTimer(_ => _queue.Writer.TryWrite(ExecutorEvents.Heartbeat), null, heartbeat, heartbeat);
        using var record = new PooledBuffer();
        using var output = new PooledBuffer();
        await foreach (var item in _queue.Reader.ReadAllAsync(end.Token))
        {
            record.Clear();
            output.Clear();
            MessageCodec.Write(format, item, record);
            ChunkedRecords.Append(output, record.WrittenSpan, stream.Chunked);
            await stream.Write(output.Written, end.Token);
            // An idle stream holds no buffers.
            record.Dispose();
            output.Dispose();
        }

        await stream.Complete(end.Token);
    }

    public void Dispose() => _cut.Dispose();
}
