using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// One launch, put together from the command and from what each isolator contributes; afterwards the launcher carries
/// it out or refuses it. Lives only during the launch.
/// </summary>
internal sealed class LaunchInfo
{
    /// <summary>Program and arguments.</summary>
    internal required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment.</summary>
    internal required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Sandbox and working directory.</summary>
    internal required string SandboxDirectory { get; init; }

    /// <summary>The container around it, or null.</summary>
    internal NestedParent? Parent { get; init; }

    /// <summary>What it is talked with through, or null for the null device and the files in its sandbox.</summary>
    internal ContainerStreams? Streams { get; init; }

    /// <summary>The user to become, or null for the agent node's own.</summary>
    internal HostUser? User { get; init; }

    /// <summary>New namespaces besides the mount namespace, in the words of the OCI runtime specification.</summary>
    internal SortedSet<string> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Directories to bind into its mount namespace; the container paths are absolute and there.</summary>
    internal List<ContainerMount> Mounts { get; } = [];

    /// <summary>Limits of setrlimit(2).</summary>
    internal List<ProcessLimit> Limits { get; } = [];

    /// <summary>Capabilities, or null for all that the agent node has (for root) or none (for others).</summary>
    internal CapabilitySets? Capabilities { get; set; }

    /// <summary>Whether set-uid programs lose their effect.</summary>
    internal bool NoNewPrivileges { get; set; }

    /// <summary>What the cgroups are to hold, or null if no cgroup isolator takes part.</summary>
    internal CgroupSettings? Cgroup { get; set; }

    /// <summary>Raise of the out-of-memory score, 0 to 1000.</summary>
    internal int OomScoreAdjustment { get; set; }

    /// <summary>Size of a /dev/shm of its own in MiB, or null for the kernel's default; only with an IPC namespace.</summary>
    internal uint? SharedMemoryMebibytes { get; set; }

    /// <summary>Absolute path of the init that runs as first process, or null for none.</summary>
    internal string? Init { get; set; }
}
