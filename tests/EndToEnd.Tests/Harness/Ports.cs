using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>The ports of one silo and its agent node.</summary>
internal sealed record Ports(int Http, int Silo, int Gateway)
{
    private const int First = 20_000;
    private const int Last = 29_000;
    private const int Stride = 10;
    private const int LinkOffset = 1000;
    private static int _next = First;

    /// <summary>Where agent nodes connect to: the default that follows from the HTTP port.</summary>
    public int Link => Http + LinkOffset;

    /// <summary>Port of agent node <paramref name="index"/>.</summary>
    public int Agent(int index) => Http + 3 + index;

    /// <summary>A set in which every port is free now. Below the range that the system gives to clients.</summary>
    public static Ports Take()
    {
        for (var attempt = 0; attempt < (Last - First) / Stride; attempt++)
        {
            var http = Interlocked.Add(ref _next, Stride);
            if (http >= Last)
            {
                Interlocked.Exchange(ref _next, First);
                continue;
            }

            var ports = new Ports(http, http + 1, http + 2);
            if (new[] { ports.Http, ports.Silo, ports.Gateway, ports.Link, ports.Agent(0), ports.Agent(1) }.All(IsFree))
            {
                return ports;
            }
        }

        throw new InvalidOperationException("no free ports");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
