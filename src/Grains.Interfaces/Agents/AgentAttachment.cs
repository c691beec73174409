using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>A node's registration together with the stream that it came by.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AgentAttachment")]
public sealed record AgentAttachment
{
    /// <summary>What the node says of itself; its agent id is set.</summary>
    [Id(0)]
    public required Register Register { get; init; }

    /// <summary>Random id of the stream.</summary>
    [Id(1)]
    public required string SessionId { get; init; }

    /// <summary>The stream.</summary>
    [Id(2)]
    public required IAgentSession Session { get; init; }

    /// <summary>IP address that the node advertises, or the one that its stream came from.</summary>
    [Id(3)]
    public required string Ip { get; init; }
}
