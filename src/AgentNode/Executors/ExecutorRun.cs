using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>One run of an executor: of a real one, or of the one that is generated for a command task.</summary>
internal sealed record ExecutorRun
{
    public required string FrameworkId { get; init; }

    public required string ExecutorId { get; init; }

    /// <summary>Id of the run; for a command task it is the container's as well.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Null when it was generated for a command task.</summary>
    public ExecutorInfo? Info { get; init; }

    /// <summary>Directory of its checkpoints.</summary>
    public required string Meta { get; init; }

    public required string Sandbox { get; init; }

    public bool IsGenerated => Info is null;
}
