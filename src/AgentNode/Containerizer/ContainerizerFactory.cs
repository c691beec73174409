using MesosOrleans.AgentNode.Isolation;
using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>Looks at the host and makes the containerizer that fits it.</summary>
public static class ContainerizerFactory
{
    private static readonly string[] Programs = ["crun", "conmon"];
    private static readonly string[] Controllers = ["cpu", "memory", "freezer"];

    /// <summary>Makes a containerizer. Call <see cref="IContainerizer.RecoverAsync"/> on it before anything else.</summary>
    /// <exception cref="InvalidOperationException">
    /// A launcher or an isolator was named that cannot work here, or is unknown: the agent node must not start.
    /// </exception>
    public static Task<ContainerizerSelection> CreateAsync(
        ContainerizerOptions options, ILoggerFactory loggers, TimeProvider time)
    {
        if (IsolatorCatalog.Validate(options.Isolation) is { } error)
        {
            throw new InvalidOperationException(error);
        }

        var runtimeDirectory = Path.GetFullPath(options.RuntimeDirectory);
        Directory.CreateDirectory(runtimeDirectory);
        var mounts = CgroupMounts.Read();
        var obstacle = FindObstacle(mounts);
        var useLinux = options.Launcher switch
        {
            "auto" => obstacle is null,
            LinuxLauncher.LauncherName => obstacle is null
                ? true
                : throw new InvalidOperationException($"The linux launcher cannot be used: {obstacle}"),
            PosixLauncher.LauncherName => false,
            _ => throw new InvalidOperationException(
                $"Unknown launcher '{options.Launcher}'; known are: auto, linux, posix"),
        };
        if (!useLinux && options.Isolation.FirstOrDefault(IsolatorCatalog.NeedsLinux) is { } linuxOnly)
        {
            throw new InvalidOperationException(
                $"Isolator '{linuxOnly}' needs the linux launcher" + (obstacle is null ? string.Empty : $": {obstacle}"));
        }

        var reason = useLinux
            ? "linux launcher: running as root with crun, conmon and cgroups"
            : $"posix launcher: {(options.Launcher == "auto" ? obstacle : "asked for by --launcher")}; nothing is limited";
        return Task.FromResult(Create(options, useLinux, reason, runtimeDirectory, mounts, loggers, time));
    }

    private static ContainerizerSelection Create(
        ContainerizerOptions options,
        bool useLinux,
        string reason,
        string runtimeDirectory,
        CgroupMounts mounts,
        ILoggerFactory loggers,
        TimeProvider time)
    {
        var names = options.Isolation.Count > 0
            ? options.Isolation
            : useLinux ? IsolatorCatalog.LinuxDefault : IsolatorCatalog.PosixDefault;
        var cgroups = useLinux ? CgroupsOf(mounts, options.CgroupsRoot, time) : null;
        var loop = new EventLoop();
        try
        {
            var isolators = IsolatorCatalog.Create(
                names, new IsolatorServices(cgroups, loop, options.CgroupsEnableCfs, time));
            ILauncher launcher = cgroups is not null
                ? new LinuxLauncher(
                    new LinuxLauncherPaths(HostPrograms.Find("crun")!, HostPrograms.Find("conmon")!, runtimeDirectory),
                    cgroups,
                    mounts.IsHybrid ? mounts.Unified : null,
                    loop,
                    time)
                : new PosixLauncher(loop, time, PosixTools.Find());
            var nested = launcher as PosixLauncher ?? new PosixLauncher(loop, time, PosixTools.Find(), cgroups);
            var containerizer = new LocalContainerizer(
                launcher, nested, isolators, runtimeDirectory, loop, time, loggers.CreateLogger<LocalContainerizer>());
            return new ContainerizerSelection(containerizer, reason, [.. isolators.Select(isolator => isolator.Name)]);
        }
        catch
        {
            loop.Dispose();
            throw;
        }
    }

    private static ICgroups CgroupsOf(CgroupMounts mounts, string root, TimeProvider time) =>
        mounts.Legacy.Count == 0 && mounts.Unified is { } unified
            ? new CgroupsV2(unified, root, time)
            : new CgroupsV1(mounts, root, time);

    /// <summary>Why the linux launcher cannot be used here, or null.</summary>
    private static string? FindObstacle(CgroupMounts mounts)
    {
        if (Libc.EffectiveUserId() != 0)
        {
            return "the agent node does not run as root";
        }

        string[] missing = [.. Programs.Where(name => HostPrograms.Find(name) is null)];
        if (missing.Length > 0)
        {
            return $"{string.Join(" and ", missing)} not found; install the packages crun and conmon";
        }

        if (!HostCapabilities.Own.Contains("CAP_SYS_ADMIN"))
        {
            return "the agent node lacks CAP_SYS_ADMIN";
        }

        return mounts.Legacy.Count == 0 && mounts.Unified is not null
            ? null
            : Controllers.FirstOrDefault(name => !mounts.Legacy.ContainsKey(name)) is { } controller
                ? $"no cgroup hierarchy with the controller {controller} is mounted"
                : null;
    }
}
