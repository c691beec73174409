using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>An agent's ledger in sum: always the whole, so that a lost report heals with the next one.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AgentReport")]
public sealed record AgentReport
{
    /// <summary>The agent; its <c>resources</c> are not used.</summary>
    [Id(0)]
    public required AgentInfo Agent { get; init; }

    /// <summary>Rises with each registration of the agent.</summary>
    [Id(1)]
    public required long Epoch { get; init; }

    /// <summary>Rises with each change of the ledger within an epoch.</summary>
    [Id(2)]
    public required long Version { get; init; }

    /// <summary>Everything the agent has, reservations and volumes included.</summary>
    [Id(3)]
    public required IReadOnlyList<Resource> Total { get; init; }

    /// <summary>What each framework uses, by role.</summary>
    [Id(4)]
    public required IReadOnlyList<AgentUse> Used { get; init; }

    /// <summary>False while the agent is disconnected, deactivated or draining: nothing of it is offered.</summary>
    [Id(5)]
    public required bool Active { get; init; }

    /// <summary>Address of the agent's own HTTP endpoint, for offers.</summary>
    [Id(6)]
    public required string Ip { get; init; }

    /// <summary>Capabilities of the agent node.</summary>
    [Id(7)]
    public IReadOnlyList<AgentInfo.Types.Capability> Capabilities { get; init; } = [];

    /// <summary>When the agent is planned to be unavailable, or null.</summary>
    [Id(8)]
    public Unavailability? Unavailability { get; init; }

    /// <summary>
    /// Offers that ACCEPTs up to this version have consumed, newest last; bounded. The root takes them for over before it
    /// looks at the new total, lest what they were turned into counts twice.
    /// </summary>
    [Id(9)]
    public IReadOnlyList<string> EndedOffers { get; init; } = [];
}
