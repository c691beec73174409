using MesosOrleans.AgentNode.Draining;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Everything an earlier process left behind.</summary>
internal sealed record RecoveredState
{
    /// <summary>The agent as it last registered, with its id; null on a new node.</summary>
    public AgentInfo? Agent { get; init; }

    /// <summary>The boot in which the earlier process ran; null when unknown.</summary>
    public string? BootId { get; init; }

    /// <summary>The newest command taken over, or null.</summary>
    public CommandAck? LastCommand { get; init; }

    /// <summary>The drain that was at work, or null.</summary>
    public DrainRecord? Drain { get; init; }

    public IReadOnlyList<FrameworkInfo> Frameworks { get; init; } = [];

    public IReadOnlyList<RecoveredTask> Tasks { get; init; } = [];

    /// <summary>Custom executors that had not ended.</summary>
    public IReadOnlyList<ExecutorRun> Executors { get; init; } = [];

    /// <summary>Directories of sandboxes and checkpoints that nothing needs any more.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    /// <summary>What was damaged and passed over.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
