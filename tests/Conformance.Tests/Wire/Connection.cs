using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>A bare TCP connection that knows just enough HTTP to see what really comes over it.</summary>
internal sealed class Connection : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private NetworkStream _stream = null!;
    private int _from;
    private int _to;

    /// <summary>Connects.</summary>
    public static async Task<Connection> Open(int port)
    {
        var connection = new Connection();
        await connection._client.ConnectAsync("127.0.0.1", port);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Says that nothing more will be sent, without closing.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads a status line and headers.</summary>
    /// <exception cref="EndOfStreamException">The connection was closed.</exception>
    public async Task<Head> ReadHead()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var status = await ReadLine(deadline.Token) ?? throw new EndOfStreamException("no answer");
        var headers = new List<(string, string)>();
        while (await ReadLine(deadline.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            Assert.True(colon > 0, $"not a header: '{line}'");
            headers.Add((line[..colon], line[(colon + 2)..]));
        }

        return new Head(status, headers);
    }

    /// <summary>Reads what the head announces.</summary>
    public async Task<byte[]> ReadBody(Head head, string method)
    {
        if (method == "HEAD" || head.Status is 204 or 304)
        {
            return [];
        }

        using var deadline = new CancellationTokenSource(Deadline);
        if (head.Get("Content-Length") is { } length)
        {
            return await ReadExactly(int.Parse(length, CultureInfo.InvariantCulture), deadline.Token);
        }

        using var body = new MemoryStream();
        if (head.Get("Transfer-Encoding") == "chunked")
        {
            while (await ReadChunk(deadline.Token) is { Length: > 0 } chunk)
            {
                body.Write(chunk);
            }
        }
        else
        {
            while (await Fill(deadline.Token))
            {
                body.Write(_buffer.AsSpan(_from, _to - _from));
                _from = _to;
            }
        }

        return body.ToArray();
    }

    /// <summary>Reads one chunk: empty at the end of the body, null when the connection was closed before.</summary>
    public async Task<byte[]?> ReadChunk(CancellationToken cancellation)
    {
        if (await ReadLine(cancellation) is not { } size)
        {
            return null;
        }

        var chunk = await ReadExactly(Convert.ToInt32(size, 16), cancellation);
        Assert.Equal("", await ReadLine(cancellation));
        return chunk;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ReadExactly(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            if (_from == _to && !await Fill(cancellation))
            {
                throw new EndOfStreamException($"{have} of {count} bytes came");
            }

            var some = Math.Min(count - have, _to - _from);
            _buffer.AsSpan(_from, some).CopyTo(bytes.AsSpan(have));
            _from += some;
            have += some;
        }

        return bytes;
    }

    private async Task<string?> ReadLine(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (true)
        {
            if (_from == _to && !await Fill(cancellation))
            {
                return null;
            }

            var next = _buffer[_from++];
            if (next == '\n')
            {
                Assert.True(line.Count > 0 && line[^1] == '\r', "a line ends in CR LF");
                return Encoding.UTF8.GetString([.. line[..^1]]);
            }

            line.Add(next);
        }
    }

    private async Task<bool> Fill(CancellationToken cancellation)
    {
        _from = 0;
        _to = await _stream.ReadAsync(_buffer, cancellation);
        return _to > 0;
    }
}
