using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>
/// The isolators that <c>--isolation</c> may name. An unknown name, one that is not provided, or one that this host or
/// launcher cannot honour keeps the agent node from starting (isolation.md 1): a limit that is silently not there is
/// worse than no agent.
/// </summary>
public static class IsolatorCatalog
{
    /// <summary>All names that can be enabled with the linux launcher.</summary>
    public static IReadOnlyList<string> LinuxNames { get; } =
    [
        "cgroups/all", "cgroups/cpu", "cgroups/cpuset", "cgroups/mem", "cgroups/pids", "filesystem/linux",
        "filesystem/posix", "linux/capabilities", "linux/nnp", NamespaceIsolator.IpcName, NamespaceIsolator.PidName,
        "posix/cpu", "posix/mem", "posix/rlimits",
    ];

    /// <summary>Those of them that work without root, cgroups and namespaces.</summary>
    public static IReadOnlyList<string> PosixNames { get; } = ["filesystem/posix", "posix/cpu", "posix/mem", "posix/rlimits"];

    /// <summary>What is enabled with the linux launcher when the operator names nothing.</summary>
    public static IReadOnlyList<string> LinuxDefault { get; } =
        ["filesystem/linux", "posix/rlimits", "cgroups/cpu", "cgroups/mem", "linux/capabilities", NamespaceIsolator.IpcName];

    /// <summary>What is enabled with the posix launcher when the operator names nothing.</summary>
    public static IReadOnlyList<string> PosixDefault { get; } = ["filesystem/posix", "posix/cpu", "posix/mem", "posix/rlimits"];

    // Names that Mesos has and that are not provided here.
    private static readonly HashSet<string> Missing = new(StringComparer.Ordinal)
    {
        "appc/runtime", "cgroups/blkio", "cgroups/devices", "cgroups/hugetlb", "cgroups/net_cls", "cgroups/net_prio",
        "cgroups/perf_event", "disk/du", "disk/xfs", "docker/runtime", "docker/volume", "environment_secret",
        "filesystem/shared", "filesystem/windows", "gpu/nvidia", "linux/devices", "linux/seccomp", "network/cni",
        "network/port_mapping", "network/ports", "volume/csi", "volume/host_path", "volume/image",
        "volume/sandbox_path", "volume/secret", "windows/cpu", "windows/mem",
    };

    /// <summary>Whether a name needs the linux launcher.</summary>
    public static bool NeedsLinux(string name) => !PosixNames.Contains(name);

    /// <summary>Checks names in isolation; null if all are fine, otherwise a sentence for the operator.</summary>
    public static string? Validate(IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            if (Missing.Contains(name))
            {
                return $"Isolator '{name}' is not provided by this agent; provided are: {string.Join(", ", LinuxNames)}";
            }

            if (!LinuxNames.Contains(name))
            {
                return $"Unknown or unsupported isolator '{name}'; provided are: {string.Join(", ", LinuxNames)}";
            }
        }

        return names.Count(name => name.StartsWith("filesystem/", StringComparison.Ordinal)) > 1
            ? "Only one filesystem isolator may be enabled"
            : null;
    }

    /// <summary>Makes the isolators in the order in which they prepare (isolation.md 1).</summary>
    /// <exception cref="InvalidOperationException">One cannot work here; the message says which and why.</exception>
    internal static IReadOnlyList<IIsolator> Create(IReadOnlyCollection<string> names, IsolatorServices services)
    {
        if (Validate(names) is { } error)
        {
            throw new InvalidOperationException(error);
        }

        if (services.Cgroups is null && names.FirstOrDefault(NeedsLinux) is { } linuxOnly)
        {
            throw new InvalidOperationException($"Isolator '{linuxOnly}' needs the linux launcher");
        }

        // As volumes are always provided, so is the way to them.
        if (!names.Any(name => name.StartsWith("filesystem/", StringComparison.Ordinal)))
        {
            names = [.. names, FilesystemIsolator.PosixName];
        }

        var all = names.Contains("cgroups/all");
        var wanted = LinuxNames
            .Where(name => name != "cgroups/all" && (names.Contains(name) || (all && IsCgroup(name))))
            .OrderBy(Rank);
        return [.. wanted.Select(name => Create(name, services))];
    }

    private static bool IsCgroup(string name) => name.StartsWith("cgroups/", StringComparison.Ordinal);

    private static int Rank(string name) => name.Split('/')[0] switch
    {
        "filesystem" => 0,
        "posix" => 1,
        "cgroups" => 2,
        "linux" => 3,
        _ => 4,
    };

    private static IIsolator Create(string name, IsolatorServices services) => name switch
    {
        "posix/cpu" => new PosixCpuIsolator(),
        "posix/mem" => new PosixMemoryIsolator(),
        "posix/rlimits" => new RlimitsIsolator(),
        FilesystemIsolator.LinuxName => FilesystemIsolator.Linux(),
        FilesystemIsolator.PosixName => FilesystemIsolator.Posix(),
        "cgroups/cpu" => new CpuIsolator(services.Cgroups!, services.EnableCfs),
        "cgroups/mem" => new MemoryIsolator(services.Cgroups!, services.Loop, services.Time),
        "linux/capabilities" => new CapabilitiesIsolator(),
        "linux/nnp" => new NoNewPrivilegesIsolator(),
        NamespaceIsolator.IpcName => NamespaceIsolator.Ipc(),
        NamespaceIsolator.PidName => NamespaceIsolator.Pid(FindInit()),
        _ => new PassiveIsolator(name),
    };

    private static string FindInit() =>
        HostPrograms.Find("tini") ?? HostPrograms.Find("catatonit") ?? throw new InvalidOperationException(
            $"Isolator '{NamespaceIsolator.PidName}' needs tini or catatonit: install the package tini");
}
