namespace MesosOrleans.AgentNode.Link;

/// <summary>How the link behaves.</summary>
public sealed record AgentLinkOptions
{
    /// <summary>Link addresses of silos (host:port).</summary>
    public required IReadOnlyList<string> Silos { get; init; }

    /// <summary>b of <see cref="RegistrationBackoff"/>.</summary>
    public TimeSpan BackoffFactor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a silo may take to answer a registration before the next one is tried.</summary>
    public TimeSpan RegisterTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Silence after which a link is dead, unless the silo names another figure.</summary>
    public TimeSpan DefaultPingTimeout { get; init; } = TimeSpan.FromSeconds(75);
}
