using System.Globalization;
using MesosOrleans.AgentNode.Containerizer;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Plain processes in a session of their own, for hosts without root or without an OCI runtime. A shell is the monitor
/// of each: it waits for the command and writes the exit file. It confines nothing and refuses what it cannot do.
/// isolation.md 10.6.
/// </summary>
internal sealed class PosixLauncher : ILauncher
{
    internal const string LauncherName = "posix";

    // Descriptors: 3 tells the command's process id, 4 is the gate, 5 and 6 are the logs. The command's shell says who
    // it is and waits at the gate, so that it is on record before it does anything; if the agent node dies meanwhile the
    // gate closes and nothing starts. The traps keep the monitor alive when the command signals its whole process group;
    // subshells have them reset.
    private const string Script = """
        __mesos_dir=$1; shift
        trap : HUP INT QUIT TERM ALRM USR1 USR2 PIPE
        ( read -r __mesos_pid __mesos_rest </proc/self/stat
        printf '%s\n' "$__mesos_pid" >&3; exec 3>&-
        read -r __mesos_rest <&4 || exit 125
        unset __mesos_dir __mesos_pid __mesos_rest PWD OLDPWD
        exec 4<&- "$@" ) >&5 2>&6 5>&- 6>&-
        printf %s "$?" >"$__mesos_dir/exit"
        """;

    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(30);

    private readonly EventLoop _loop;
    private readonly ProcessWatch _watch;
    private readonly PosixProcesses _processes;
    private readonly PosixTools _tools;
    private readonly ICgroups? _cgroups;

    /// <param name="loop">Waits for the monitors' reports.</param>
    /// <param name="time">For pauses.</param>
    /// <param name="tools">The host's programs.</param>
    /// <param name="cgroups">Those of the containers that others are launched in; null where there are none.</param>
    internal PosixLauncher(EventLoop loop, TimeProvider time, PosixTools tools, ICgroups? cgroups = null)
    {
        _cgroups = cgroups;
        _loop = loop;
        _watch = new ProcessWatch(loop, time);
        _processes = new PosixProcesses(time);
        _tools = tools;
    }

    public string Name => LauncherName;

    public async Task<ContainerProcesses> LaunchAsync(
        ContainerFiles files,
        LaunchInfo info,
        Action<ContainerProcesses> checkpoint,
        CancellationToken cancellationToken)
    {
        Refuse(info);
        using var nothing = Descriptors.OpenNull();
        using var output = info.Streams is null ? Descriptors.OpenLog(Path.Combine(info.SandboxDirectory, "stdout"), info.User) : null;
        using var error = info.Streams is null ? Descriptors.OpenLog(Path.Combine(info.SandboxDirectory, "stderr"), info.User) : null;
        var (report, reportEnd) = Descriptors.Pipe();
        using var reportRead = report;
        var (gateEnd, gate) = Descriptors.Pipe();
        using var gateWrite = gate;
        ProcessIdentity monitor;
        using (reportEnd)
        using (gateEnd)
        {
            monitor = SpawnMonitor(
                files,
                info,
                [
                    info.Streams?.Input ?? nothing, nothing, nothing, reportEnd, gateEnd,
                    info.Streams?.Output ?? output!, info.Streams?.Error ?? error!,
                ]);
        }

        try
        {
            await _loop.WaitReadableAsync(reportRead, cancellationToken).WaitAsync(ReportTimeout, cancellationToken);
            var processes = new ContainerProcesses(ReadReport(reportRead), monitor);
            Apply(info.Limits, processes.Main.Pid);
            EnterCgroups(info.Parent, processes);
            checkpoint(processes);
            return Descriptors.WriteText(gateWrite, "go\n"u8)
                ? processes
                : throw new ContainerLaunchException("The command ended before it was started");
        }
        catch
        {
            gate.Dispose();
            await _watch.WaitForEndAsync(monitor, CancellationToken.None).WaitAsync(ReportTimeout, CancellationToken.None);
            throw;
        }
    }

    public ContainerProcesses? FindProcesses(ContainerFiles files) => null; // The gate never opened: nothing runs.

    public IReadOnlyList<int> Processes(ContainerRecord record) =>
        record.Processes is { } processes ? [.. PosixProcesses.Members(processes).Select(stat => stat.Pid)] : [];

    public void Signal(ContainerRecord record, int signal, IReadOnlySet<int> except)
    {
        foreach (var pid in Processes(record).Where(pid => !except.Contains(pid)))
        {
            _ = Libc.Kill(pid, signal);
        }
    }

    public Task KillAsync(ContainerRecord record, CancellationToken cancellationToken) =>
        record.Processes is { } processes ? _processes.KillAsync(processes, cancellationToken) : Task.CompletedTask;

    public Task CleanUpAsync(string containerId, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyCollection<string> FindOrphans() => [];

    public void Dispose()
    {
        // Nothing is held beyond a launch; the containers go on.
    }

    private ProcessIdentity SpawnMonitor(ContainerFiles files, LaunchInfo info, IReadOnlyList<SafeFileHandle> descriptors)
    {
        var environment = PosixEnvironment.Of(info.Environment, _tools.Env, _tools.ShellAdds);
        var pid = ProcessSpawner.Spawn(new SpawnRequest
        {
            Path = _tools.Shell,
            Arguments =
            [
                "sh", "-c", Script, "sh", files.Directory, .. EnterPrefix(info), .. UserPrefix(info), .. environment.Prefix, .. info.Arguments,
            ],
            Environment = environment.Environment,
            WorkingDirectory = info.SandboxDirectory,
            Descriptors = [.. descriptors.Select(handle => (int)handle.DangerousGetHandle())],
        });

        // Nobody else reaps a child of ours, so its number is still its own.
        return ProcessIdentity.Of(pid) ?? throw new ContainerLaunchException("The monitor ended at once");
    }

    /// <summary>The monitor leaves the node's service; the command, which still waits, joins its parent's cgroups.</summary>
    private void EnterCgroups(NestedParent? parent, ContainerProcesses processes)
    {
        if (parent is null || _cgroups is null)
        {
            return;
        }

        try
        {
            _cgroups.LeaveServiceCgroup(processes.Monitor.Pid);
            _cgroups.Join(parent.CgroupId, processes.Main.Pid);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"Failed to enter the parent's cgroups: {e.Message}", e);
        }
    }

    private IReadOnlyList<string> EnterPrefix(LaunchInfo info) =>
        info.Parent is { } parent ? NamespaceEntry.Prefix(parent.MainPid, info.SandboxDirectory, _tools.Env) : [];

    private static ProcessIdentity ReadReport(SafeFileHandle report)
    {
        var text = Descriptors.ReadText(report);
        return int.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pid)
            && ProcessIdentity.Of(pid) is { } main
            ? main
            : throw new ContainerLaunchException("The monitor could not start the command's process");
    }

    private static unsafe void Apply(IReadOnlyList<ProcessLimit> limits, int pid)
    {
        var pair = stackalloc ulong[2];
        foreach (var limit in limits)
        {
            pair[0] = limit.Soft;
            pair[1] = limit.Hard;
            if (Libc.ProcessLimit(pid, limit.Resource, pair, null) != 0)
            {
                throw new ContainerLaunchException($"Failed to set {limit.Name}: {Libc.Describe(Libc.LastError)}");
            }
        }
    }

    private static void Refuse(LaunchInfo info)
    {
        var what = info switch
        {
            { Namespaces.Count: > 0 } => $"a {info.Namespaces.Min} namespace",
            { Capabilities: not null } => "capabilities",
            { NoNewPrivileges: true } => "no_new_privs",
            { Cgroup: not null } => "cgroups",
            { Mounts.Count: > 0 } => "a mount",
            { OomScoreAdjustment: not 0 } => "an out-of-memory score",
            { Init: not null } => "an init process",
            _ => null,
        };
        if (what is not null)
        {
            throw new ContainerLaunchException($"The posix launcher cannot provide {what}; use the linux launcher");
        }
    }

    private IReadOnlyList<string> UserPrefix(LaunchInfo info)
    {
        if (info.User is not { } user || user.UserId == Libc.EffectiveUserId())
        {
            return [];
        }

        if (Libc.EffectiveUserId() != 0)
        {
            throw new ContainerLaunchException(
                $"Cannot switch to user '{user.Name}': the agent node does not run as root");
        }

        var setpriv = _tools.SetPriv ?? throw new ContainerLaunchException(
            $"Cannot switch to user '{user.Name}': setpriv was not found; install the package util-linux");
        var id = user.UserId.ToString(CultureInfo.InvariantCulture);
        var group = user.GroupId.ToString(CultureInfo.InvariantCulture);
        return [setpriv, "--reuid", id, "--regid", group, "--groups", string.Join(',', user.Groups), "--"];
    }
}
