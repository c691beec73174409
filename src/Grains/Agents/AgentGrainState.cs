using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Agents;

/// <summary>What is durable of an agent. Its version in storage is the fence between two activations.</summary>
[GenerateSerializer, Alias("MesosOrleans.AgentGrainState")]
public sealed class AgentGrainState
{
    /// <summary>The agent as it registered last, or null before it ever did.</summary>
    [Id(0)]
    public AgentInfo? Info { get; set; }

    /// <summary>Version of the node's program.</summary>
    [Id(1)]
    public string NodeVersion { get; set; } = "";

    /// <summary>Capabilities of the node.</summary>
    [Id(2)]
    public List<AgentInfo.Types.Capability> Capabilities { get; set; } = [];

    /// <summary>Raised with each registration: numbers the commands and reports of one activation.</summary>
    [Id(3)]
    public long Epoch { get; set; }

    /// <summary>Where the agent stands.</summary>
    [Id(4)]
    public AgentStanding Standing { get; set; }

    /// <summary>Tasks that were launched here and are not known to have ended; ended ones leave with a later write.</summary>
    [Id(5)]
    public List<StoredTask> Tasks { get; set; } = [];

    /// <summary>First registration.</summary>
    [Id(6)]
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>Newest registration after the first, or null.</summary>
    [Id(7)]
    public DateTimeOffset? ReregisteredAt { get; set; }

    /// <summary>Address of the node's own HTTP endpoint.</summary>
    [Id(8)]
    public string Ip { get; set; } = "";

    /// <summary>Dynamic reservations and persistent volumes.</summary>
    [Id(20)]
    public List<Resource> Checkpointed { get; set; } = [];

    /// <summary>Operations whose outcome waits to be acknowledged.</summary>
    [Id(21)]
    public List<Operation> Operations { get; set; } = [];

    /// <summary>The sets of reservations and volumes that the node may have, and what each change destroyed.</summary>
    [Id(30)]
    public List<CheckpointStep> CheckpointSteps { get; set; } = [];

    /// <summary>The drain, until the agent is reactivated; null when there is none.</summary>
    [Id(40)]
    public DrainInfo? Drain { get; set; }

    /// <summary>When the drain began.</summary>
    [Id(41)]
    public DateTimeOffset? DrainedSince { get; set; }

    /// <summary>Whether an operator took the agent out of the offers.</summary>
    [Id(42)]
    public bool IsDeactivated { get; set; }

    /// <summary>When the agent became unreachable; null when it is not.</summary>
    [Id(43)]
    public DateTimeOffset? UnreachableSince { get; set; }

    /// <summary>Why the agent is unreachable or was removed; null when it is not.</summary>
    [Id(44)]
    public string? LossMessage { get; set; }

    /// <summary>Whether everybody was told that the agent is lost.</summary>
    [Id(45)]
    public bool IsLossTold { get; set; }
}
