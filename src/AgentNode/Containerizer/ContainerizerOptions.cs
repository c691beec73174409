namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>How this agent node runs containers.</summary>
public sealed record ContainerizerOptions
{
    /// <summary><c>linux</c>, <c>posix</c>, or <c>auto</c> for the best that works here.</summary>
    public string Launcher { get; init; } = "auto";

    /// <summary>Names of isolators; empty for the launcher's default set.</summary>
    public IReadOnlyList<string> Isolation { get; init; } = [];

    /// <summary>Directory for what has to survive this process but not the host's next boot.</summary>
    public required string RuntimeDirectory { get; init; }

    /// <summary>Name of our cgroup in each hierarchy.</summary>
    public string CgroupsRoot { get; init; } = "mesos";

    /// <summary>Whether a CPU request is a limit as well.</summary>
    public bool CgroupsEnableCfs { get; init; }
}
