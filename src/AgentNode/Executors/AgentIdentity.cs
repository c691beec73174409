using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Who this node is. The id comes with the first registration and never changes after it.</summary>
internal sealed class AgentIdentity
{
    private volatile string? _agentId;

    public required AgentInfo Info { get; init; }

    /// <summary>Address of the node's own HTTP endpoint.</summary>
    public required string Ip { get; init; }

    /// <summary>Port of the node's own HTTP endpoint.</summary>
    public required int Port { get; init; }

    public required string Version { get; init; }

    /// <summary>New with each boot of the machine; empty when it cannot be told.</summary>
    public required string BootId { get; init; }

    /// <summary>New with each start of this process.</summary>
    public required string Incarnation { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Null before the first registration.</summary>
    public string? AgentId
    {
        get => _agentId;
        set => _agentId = value;
    }

    public string Endpoint => $"{Ip}:{Port}";

    public string Pid => $"slave(1)@{Endpoint}";
}
