using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.TestSupport;

/// <summary>A TCP proxy on the loopback interface that can swallow what a server answers and cut connections.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private readonly int _target;
    private readonly Task _loop;
    private volatile bool _swallowing;
    private volatile bool _refusing;
    private long _swallowed;

    /// <summary>Listens, and forwards to a port of 127.0.0.1.</summary>
    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>The port to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether the server's answers are dropped; what goes to the server still arrives.</summary>
    public bool Swallowing
    {
        get => _swallowing;
        set => _swallowing = value;
    }

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refusing
    {
        get => _refusing;
        set => _refusing = value;
    }

    /// <summary>Bytes of answers that were dropped.</summary>
    public long SwallowedBytes => Interlocked.Read(ref _swallowed);

    /// <summary>Resets all connections.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Close(0);
            _connections.TryRemove(connection, out _);
        }
    }

    /// <summary>Cuts everything and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _loop;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                if (_refusing)
                {
                    client.Close();
                    continue;
                }

                var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _target));
                _connections[client] = true;
                _connections[server] = true;
                _ = PumpAsync(client, server, answers: false);
                _ = PumpAsync(server, client, answers: true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped, or the server is away.
            Cut();
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (answers && _swallowing)
                {
                    Interlocked.Add(ref _swallowed, count);
                    continue;
                }

                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; so goes the other.
            to.Close();
        }

        to.Close();
        _connections.TryRemove(from, out _);
    }
}
