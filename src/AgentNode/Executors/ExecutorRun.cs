using MesosOrleans.AgentNode.CustomExecutors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>One run of an executor: of a real one, or of the one that is generated for a command task. One object each.</summary>
internal sealed class ExecutorRun
{
    private ExecutorSupervisor? _supervisor;

    public required string FrameworkId { get; init; }

    public required string ExecutorId { get; init; }

    /// <summary>Id of the run; for a command task and a custom executor it is the container's as well.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Null when it was generated for a command task.</summary>
    public ExecutorInfo? Info { get; init; }

    /// <summary>Directory of its checkpoints.</summary>
    public required string Meta { get; init; }

    public required string Sandbox { get; init; }

    /// <summary>The user a custom executor runs as, or null for the node's own.</summary>
    public string? User { get; init; }

    /// <summary>Directories of the volumes that its container began with.</summary>
    public IReadOnlyCollection<string> BoundVolumes { get; set; } = [];

    /// <summary>Process id of a custom executor, when known.</summary>
    public int? Pid { get; set; }

    /// <summary>Leads a custom executor; null for all others, and when it was refused.</summary>
    public ExecutorSupervisor? Supervisor
    {
        get => Volatile.Read(ref _supervisor);
        set => Volatile.Write(ref _supervisor, value);
    }

    public bool IsGenerated => Info is null;

    /// <summary>Whether it is a program of the framework's.</summary>
    public bool IsCustom => Info is { Type: not ExecutorInfo.Types.Type.Default };

    /// <summary>Whether it may live on without tasks.</summary>
    public bool IsAlive => Supervisor is { IsTerminated: false };
}
