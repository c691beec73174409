using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>How a container ended. <see cref="State"/> and <see cref="Reason"/> are set only for a limitation.</summary>
public sealed record ContainerTermination
{
    /// <summary>Status as wait(2) reports it (exit code in bits 8 to 15, signal in the low 7 bits), or null when it is unknown.</summary>
    public int? WaitStatus { get; init; }

    /// <summary>State that the containerizer demands, e.g. TASK_FAILED after a memory limitation.</summary>
    public TaskState? State { get; init; }

    /// <summary>Reason that goes with <see cref="State"/>, e.g. REASON_CONTAINER_LIMITATION_MEMORY.</summary>
    public TaskStatus.Types.Reason? Reason { get; init; }

    /// <summary>Text for people, e.g. how much memory was asked for and used.</summary>
    public string? Message { get; init; }

    /// <summary>The resources whose limit was hit.</summary>
    public IReadOnlyList<Resource> LimitedResources { get; init; } = [];
}
