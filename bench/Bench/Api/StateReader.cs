using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// A client that asks for <c>/state</c> again and again and throws the answers away unseen, on a thread and a bare socket of
/// its own: what it costs this process beside the silo is copying bytes.
/// </summary>
internal sealed class StateReader : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;
    private readonly int _port;
    private readonly TimeSpan _period;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    /// <summary>Begins to ask.</summary>
    /// <param name="port">Port of the silo's HTTP API.</param>
    /// <param name="period">From one request to the next, unless the answer takes longer; zero for one behind the other.</param>
    public StateReader(int port, TimeSpan period)
    {
        _port = port;
        _period = period;
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>How long first bytes took; to be looked at when it has ended.</summary>
    public Latencies First { get; } = new();

    /// <summary>How long whole answers took; to be looked at when it has ended.</summary>
    public Latencies Whole { get; } = new();

    /// <summary>Asks no more; an answer that is on its way is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private void Read()
    {
        var buffer = new byte[BufferBytes];
        while (!_stop.IsCancellationRequested)
        {
            var begin = TimeProvider.System.GetTimestamp();
            if (TryAsk(buffer, begin))
            {
                Whole.Add(TimeProvider.System.GetElapsedTime(begin));
            }

            var left = _period - TimeProvider.System.GetElapsedTime(begin);
            _stop.Token.WaitHandle.WaitOne(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private bool TryAsk(byte[] buffer, long begin)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var cut = _stop.Token.Register(socket.Dispose);
        try
        {
            socket.Connect(IPAddress.Loopback, _port);
            socket.Send(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"GET /state HTTP/1.1\r\nHost: 127.0.0.1:{_port}\r\nConnection: close\r\n\r\n")));
            for (var first = true; socket.Receive(buffer) > 0; first = false)
            {
                if (first)
                {
                    First.Add(TimeProvider.System.GetElapsedTime(begin));
                }
            }

            return true;
        }
        catch (Exception failure) when (_stop.IsCancellationRequested && failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
