using MesosOrleans.Protocol.V1;
using Attribute = MesosOrleans.Protocol.V1.Attribute;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What an offer says of its agent.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("MesosOrleans.OfferedAgent")]
public sealed record OfferedAgent
{
    /// <summary>The agent.</summary>
    [Id(0)]
    public required string AgentId { get; init; }

    /// <summary>Its host name.</summary>
    [Id(1)]
    public required string Hostname { get; init; }

    /// <summary>Address of its own HTTP endpoint.</summary>
    [Id(2)]
    public required string Ip { get; init; }

    /// <summary>Port of its own HTTP endpoint.</summary>
    [Id(3)]
    public required int Port { get; init; }

    /// <summary>Its attributes.</summary>
    [Id(4)]
    public IReadOnlyList<Attribute> Attributes { get; init; } = [];

    /// <summary>Its fault domain, or null.</summary>
    [Id(5)]
    public DomainInfo? Domain { get; init; }

    /// <summary>When it is planned to be unavailable, or null.</summary>
    [Id(6)]
    public Unavailability? Unavailability { get; init; }
}
