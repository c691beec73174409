using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Bench.Api;

/// <summary>A scheduler's stream over a bare socket; a chunk is a record.</summary>
internal sealed class EventStream : IDisposable
{
    private const string StreamIdHeader = "Mesos-Stream-Id: ";
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    private EventStream()
    {
    }

    /// <summary>The session's id.</summary>
    public string StreamId { get; private set; } = "";

    /// <summary>Sends a SUBSCRIBE and reads the head of its answer.</summary>
    /// <exception cref="InvalidOperationException">It is not 200.</exception>
    public static async Task<EventStream> OpenAsync(int port, string body)
    {
        var stream = new EventStream();
        await stream._socket.ConnectAsync(IPAddress.Loopback, port);
        await stream._socket.SendAsync(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /api/v1/scheduler HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}")));
        var line = await stream.LineAsync();
        if (!line.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"SUBSCRIBE was answered '{line}'");
        }

        while ((line = await stream.LineAsync()).Length > 0)
        {
            if (line.StartsWith(StreamIdHeader, StringComparison.OrdinalIgnoreCase))
            {
                stream.StreamId = line[StreamIdHeader.Length..];
            }
        }

        return stream;
    }

    /// <summary>The next record; good until the next call. Empty when the stream has ended.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        while (true)
        {
            if (TryTake(out var record))
            {
                return record;
            }

            if (!await FillAsync())
            {
                return default;
            }
        }
    }

    /// <summary>Counts records until the stream ends; each receive is told at once.</summary>
    public async Task CountAsync(Action<int> received)
    {
        do
        {
            var count = 0;
            while (TryTake(out _))
            {
                count++;
            }

            received(count);
        }
        while (await FillAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private bool TryTake(out ReadOnlyMemory<byte> record)
    {
        record = default;
        var unread = _buffer.AsSpan(_start, _end - _start);
        var head = unread.IndexOf("\r\n"u8);
        if (head < 0 || !Utf8Parser.TryParse(unread[..head], out int size, out _, 'x') || unread.Length < head + size + 4)
        {
            return false;
        }

        var chunk = _buffer.AsMemory(_start + head + 2, size);
        _start += head + size + 4;
        record = size == 0 ? default : chunk[(chunk.Span.IndexOf((byte)'\n') + 1)..];
        return size > 0;
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
            _end += received;
            return received > 0;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<string> LineAsync()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync())
            {
                throw new InvalidOperationException("The connection was closed");
            }
        }

        var line = Encoding.ASCII.GetString(_buffer, _start, length);
        _start += length + 2;
        return line;
    }
}
