using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Bench.Api;

/// <summary>One HTTP connection for calls, as cheap as it can be: a bare socket, one call at a time.</summary>
internal sealed class CallConnection : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] LengthHeader = "Content-Length: "u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[4096];

    private CallConnection()
    {
    }

    /// <summary>Connects.</summary>
    public static async Task<CallConnection> OpenAsync(int port)
    {
        var connection = new CallConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>A call's request.</summary>
    public static byte[] Request(string streamId, string body) => Encoding.UTF8.GetBytes(
        "POST /api/v1/scheduler HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        + $"Mesos-Stream-Id: {streamId}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Sends a call and waits for its 202.</summary>
    /// <exception cref="InvalidOperationException">It was answered otherwise.</exception>
    public async ValueTask CallAsync(ReadOnlyMemory<byte> request)
    {
        if (!await TryCallAsync(request))
        {
            throw new InvalidOperationException($"{Encoding.UTF8.GetString(request.Span)}\nwas answered 503");
        }
    }

    /// <summary>Sends a call and waits for its answer.</summary>
    /// <returns>True for 202, false for 503.</returns>
    /// <exception cref="InvalidOperationException">It was answered otherwise.</exception>
    public async ValueTask<bool> TryCallAsync(ReadOnlyMemory<byte> request)
    {
        await _socket.SendAsync(request);
        var count = 0;
        do
        {
            var received = await _socket.ReceiveAsync(_answer.AsMemory(count));
            if (received == 0)
            {
                throw new InvalidOperationException("The connection was closed");
            }

            count += received;
        }
        while (!IsWhole(count));

        var status = _answer.AsSpan(9, 3);
        if (!status.SequenceEqual("202"u8) && !status.SequenceEqual("503"u8))
        {
            throw new InvalidOperationException(
                $"{Encoding.UTF8.GetString(request.Span)}\nwas answered\n{Encoding.UTF8.GetString(_answer, 0, count)}");
        }

        return status.SequenceEqual("202"u8);
    }

    // A body ends where the head says.
    private bool IsWhole(int count)
    {
        var answer = _answer.AsSpan(0, count);
        var head = answer.IndexOf(HeadEnd);
        var length = answer.IndexOf(LengthHeader);
        return head >= 0 && length >= 0
            && Utf8Parser.TryParse(answer[(length + LengthHeader.Length)..], out int bytes, out _)
            && count >= head + HeadEnd.Length + bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
