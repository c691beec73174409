using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>A container that a caller wants.</summary>
internal sealed record ContainerRequest
{
    public required ContainerID Id { get; init; }

    public CommandInfo? Command { get; init; }

    public ContainerInfo? Container { get; init; }

    public IReadOnlyList<Resource> Resources { get; init; } = [];

    public IReadOnlyDictionary<string, double> Limits { get; init; } = new Dictionary<string, double>();

    /// <summary>What a session is talked with through; null for all others.</summary>
    public SessionStreams? Streams { get; init; }
}
