using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MesosOrleans.Transport;

/// <summary>
/// What a server takes from its clients at most. What a request's line and headers may hold is the server's own: 8 KiB for
/// the line (else 414), 32 KiB and 100 headers in all (else 431).
/// </summary>
public sealed record HttpLimits
{
    /// <summary>Default of <see cref="BodyBytesMax"/>.</summary>
    public const int BodyBytesMaxDefault = 16 * 1024 * 1024;

    /// <summary>Default of <see cref="ConnectionsMax"/>.</summary>
    public const int ConnectionsMaxDefault = 20_000;

    /// <summary>Default of <see cref="HeaderTimeout"/>, as text.</summary>
    public const string HeaderTimeoutDefault = "15secs";

    // Below this a body that trickles in is given up with 408.
    private const double BodyBytesPerSecondMin = 240;

    /// <summary>Greatest request body, in bytes, before and after decompression; more is 413.</summary>
    public int BodyBytesMax { get; init; } = BodyBytesMaxDefault;

    /// <summary>Connections at the same time; more are closed as they come, and a warning says so.</summary>
    public int ConnectionsMax { get; init; } = ConnectionsMaxDefault;

    /// <summary>Time that a client has to send a request's line and headers; then 408, and the connection is closed.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time that a body has to begin to come before its rate is looked at; then 408.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes a server keep them.</summary>
    public void ApplyTo(KestrelServerLimits server)
    {
        // A server that stops to read closes the connection, and the client may not see why: a body that is only somewhat
        // too large is read on, and the 413 arrives.
        server.MaxRequestBodySize = (long)BodyBytesMax + BodyBytesMaxDefault;
        server.MaxConcurrentConnections = ConnectionsMax;
        server.RequestHeadersTimeout = HeaderTimeout;
        server.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecondMin, BodyGrace);
    }
}
