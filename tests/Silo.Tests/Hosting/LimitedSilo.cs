using MesosOrleans.Silo.Flags;

namespace MesosOrleans.Silo.Tests.Hosting;

/// <summary>A silo of its own whose limits are low, so that they are met soon.</summary>
public sealed class LimitedSilo : SiloFixture
{
    /// <summary>Greatest body.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>Connections at the same time.</summary>
    public const int ConnectionsMax = 100;

    /// <summary>Streams of one principal.</summary>
    public const int StreamsMax = 3;

    internal override SiloSettings Change(SiloSettings settings) => settings with
    {
        HttpLimits = new HttpLimits
        {
            BodyBytesMax = BodyBytesMax,
            ConnectionsMax = ConnectionsMax,
            HeaderTimeout = TimeSpan.FromSeconds(1),
            BodyGrace = TimeSpan.FromSeconds(2),
        },
        MaxStreamsPerPrincipal = StreamsMax,
    };
}
