using System.Net;
using System.Net.Sockets;

namespace MesosOrleans.Bench.Processes;

/// <summary>Ports of one silo and one agent node, placed as <c>quickstart.sh --port</c> places them.</summary>
/// <param name="Http">The silo's HTTP API; all others follow from it.</param>
internal sealed record PortBlock(int Http)
{
    private const int First = 21_000;
    private const int Last = 29_000;
    private const int Stride = 10;
    private static int _next = First + (Environment.ProcessId % 300 * Stride);

    /// <summary>The agent node's HTTP endpoint.</summary>
    public int Agent => Http + 1;

    /// <summary>Between silos.</summary>
    public int Silo => Http + 2;

    /// <summary>Orleans clients.</summary>
    public int Gateway => Http + 3;

    /// <summary>Agent nodes.</summary>
    public int Link => Http + 1000;

    /// <summary>A block in which every port is free now.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static PortBlock Take()
    {
        for (var http = Interlocked.Add(ref _next, Stride); http < Last; http = Interlocked.Add(ref _next, Stride))
        {
            var block = new PortBlock(http);
            if (new[] { block.Http, block.Agent, block.Silo, block.Gateway, block.Link }.All(IsFree))
            {
                return block;
            }
        }

        throw new InvalidOperationException("There are no free ports");
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
