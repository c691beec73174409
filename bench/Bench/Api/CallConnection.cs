using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Bench.Api;

/// <summary>One HTTP connection for calls, as cheap as it can be: a bare socket, one call at a time.</summary>
internal sealed class CallConnection : IDisposable
{
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
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
        while (_answer.AsSpan(0, count).IndexOf(HeadEnd) < 0);

        if (!_answer.AsSpan(0, count).StartsWith("HTTP/1.1 202"u8))
        {
            throw new InvalidOperationException(
                $"{Encoding.UTF8.GetString(request.Span)}\nwas answered\n{Encoding.UTF8.GetString(_answer, 0, count)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
