using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.HttpSupport;

/// <summary>A connection that sends what it is told, valid or not.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawConnection()
    {
    }

    /// <summary>Connects to a port of this machine.</summary>
    public static async Task<RawConnection> Open(int port)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Sends everything, sees no more to be sent, and reads until the server closes.</summary>
    public static async Task<string> Exchange(int port, ReadOnlyMemory<byte> request)
    {
        await using var connection = await Open(port);
        await connection.Send(request);
        connection.CloseSending();
        return await connection.ReadToEnd();
    }

    /// <summary>Sends bytes.</summary>
    /// <returns>False when the server has closed the connection.</returns>
    public async Task<bool> Send(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await _socket.SendAsync(bytes, deadline.Token)..];
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends text.</summary>
    public Task<bool> Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    /// <summary>Says that nothing more will be sent.</summary>
    public void CloseSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was faster.
        }
    }

    /// <summary>Reads until the server closes the connection, in whatever way.</summary>
    /// <exception cref="TimeoutException">It did not.</exception>
    public async Task<string> ReadToEnd()
    {
        var received = new StringBuilder();
        await ReadUntil(received, static _ => false);
        return received.ToString();
    }

    /// <summary>Reads until a text has come.</summary>
    /// <returns>What was read; the text may be missing when the server has closed the connection.</returns>
    public async Task<string> ReadThrough(string text)
    {
        var received = new StringBuilder();
        await ReadUntil(received, so => so.ToString().Contains(text, StringComparison.Ordinal));
        return received.ToString();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadUntil(StringBuilder received, Func<StringBuilder, bool> enough)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while (!enough(received) && (count = await _socket.ReceiveAsync(buffer, deadline.Token)) > 0)
            {
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            // Closed by force: also an end.
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The server neither ended nor closed within {Deadline.TotalSeconds} s after: {received}");
        }
    }
}
