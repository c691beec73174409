using MesosOrleans.AgentNode.Containerizer;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Containers by an OCI runtime (crun) under a monitor (conmon), with namespaces and cgroups. The runtime only creates
/// the container; it is started by opening the gate at which its first process waits, after it is on record.
/// isolation.md 2, 9, 10.
/// </summary>
internal sealed class LinuxLauncher : ILauncher
{
    internal const string LauncherName = "linux";

    private const string PidFile = "pidfile";
    private const string MonitorPidFile = "conmon.pid";
    private const string MonitorPath = "PATH=" + HostPrograms.DefaultPath;

    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan GatePause = TimeSpan.FromMilliseconds(1);

    private readonly LinuxLauncherPaths _paths;
    private readonly ICgroups _cgroups;
    private readonly EventLoop _loop;
    private readonly ProcessWatch _watch;
    private readonly SpawnThread _spawner;
    private readonly TimeProvider _time;

    internal LinuxLauncher(LinuxLauncherPaths paths, ICgroups cgroups, string? detach, EventLoop loop, TimeProvider time)
    {
        _paths = paths;
        _cgroups = cgroups;
        _loop = loop;
        _time = time;
        _watch = new ProcessWatch(loop, time);
        Directory.CreateDirectory(paths.RootFileSystem);
        Directory.CreateDirectory(paths.RuntimeState);
        _spawner = new SpawnThread(paths.RootFileSystem, detach, cgroups);
    }

    public string Name => LauncherName;

    public async Task<ContainerProcesses> LaunchAsync(
        ContainerFiles files,
        LaunchInfo info,
        Action<ContainerProcesses> checkpoint,
        CancellationToken cancellationToken)
    {
        foreach (var (name, value) in info.Environment)
        {
            PosixEnvironment.Check(name, value);
        }

        var config = OciConfig.Write(
            info, _paths.RootFileSystem, _cgroups.RuntimePath(files.ContainerId), _cgroups.IsUnified);
        await File.WriteAllBytesAsync(Path.Combine(files.Directory, "config.json"), config, cancellationToken);
        var processes = await CreateAsync(files, info, cancellationToken);
        checkpoint(processes);
        await StartAsync(files.ContainerId, processes.Main, cancellationToken);
        return processes;
    }

    public ContainerProcesses? FindProcesses(ContainerFiles files)
    {
        // Numbers without start times prove nothing; that a process is in the container's cgroup does.
        return files.ReadNumber(PidFile) is { } main
            && files.ReadNumber(MonitorPidFile) is { } monitor
            && _cgroups.Processes(files.ContainerId).Contains(main)
            && ProcessIdentity.Of(main) is { } mainIdentity
            && ProcessIdentity.Of(monitor) is { } monitorIdentity
            && ProcessStat.Read(main)?.Parent == monitor
            ? new ContainerProcesses(mainIdentity, monitorIdentity)
            : null;
    }

    public IReadOnlyList<int> Processes(ContainerRecord record) => _cgroups.Processes(record.ContainerId);

    public void Signal(ContainerRecord record, int signal, IReadOnlySet<int> except)
    {
        var processes = Processes(record).Where(pid => !except.Contains(pid)).ToList();
        foreach (var pid in processes)
        {
            // An init hands signals on; a second one would reach its child as a repetition.
            if (!record.HasInit || processes.Count == 1 || pid != record.Processes?.Main.Pid)
            {
                _ = Libc.Kill(pid, signal);
            }
        }
    }

    public Task KillAsync(ContainerRecord record, CancellationToken cancellationToken) =>
        _cgroups.KillAsync(record.ContainerId, cancellationToken);

    public async Task CleanUpAsync(string containerId, CancellationToken cancellationToken)
    {
        await _cgroups.RemoveAsync(containerId, cancellationToken);
        foreach (var directory in (ReadOnlySpan<string>)[_paths.RuntimeState, _paths.Sockets])
        {
            var state = Path.Combine(directory, containerId);
            if (Directory.Exists(state))
            {
                Directory.Delete(state, recursive: true);
            }
        }
    }

    public IReadOnlyCollection<string> FindOrphans()
    {
        var states = Directory.EnumerateDirectories(_paths.RuntimeState).Select(path => Path.GetFileName(path));
        return [.. _cgroups.Containers().Concat(states).Distinct(StringComparer.Ordinal)];
    }

    public void Dispose() => _spawner.Dispose();

    private async Task<ContainerProcesses> CreateAsync(
        ContainerFiles files, LaunchInfo info, CancellationToken cancellationToken)
    {
        using var input = Descriptors.OpenNull();
        using var output = Descriptors.OpenLog(Path.Combine(info.SandboxDirectory, "stdout"), info.User);
        using var error = Descriptors.OpenLog(Path.Combine(info.SandboxDirectory, "stderr"), info.User);
        var (sync, syncEnd) = Descriptors.Pipe();
        using var syncRead = sync;
        var (startEnd, start) = Descriptors.Pipe();
        using var startWrite = start;
        int pid;
        using (syncEnd)
        using (startEnd)
        {
            pid = await SpawnMonitorAsync(files, [input, output, error, syncEnd, startEnd]);
        }

        // What was spawned only gives birth to the monitor, writes down its number, and ends.
        var birth = ProcessIdentity.Of(pid) is { } parent
            ? _watch.WaitForEndAsync(parent, CancellationToken.None)
            : Task.CompletedTask;
        if (!_spawner.LeftServiceCgroup)
        {
            _cgroups.LeaveServiceCgroup(pid);
        }

        _ = Descriptors.WriteText(startWrite, "\0"u8);
        await _loop.WaitReadableAsync(syncRead, cancellationToken).WaitAsync(CreateTimeout, cancellationToken);
        var main = MonitorReport.ParsePid(Descriptors.ReadText(syncRead));
        await birth.WaitAsync(CreateTimeout, cancellationToken);
        return Identify(files, main);
    }

    private static ContainerProcesses Identify(ContainerFiles files, int main) =>
        files.ReadNumber(MonitorPidFile) is { } monitor
        && ProcessIdentity.Of(main) is { } mainIdentity
        && ProcessIdentity.Of(monitor) is { } monitorIdentity
            ? new ContainerProcesses(mainIdentity, monitorIdentity)
            : throw new ContainerLaunchException("The container or its monitor ended before it was started");

    private Task<int> SpawnMonitorAsync(ContainerFiles files, IReadOnlyList<SafeFileHandle> descriptors)
    {
        var id = files.ContainerId;
        return _spawner.SpawnAsync(
            new SpawnRequest
            {
                Path = _paths.Monitor,
                Arguments =
                [
                    "conmon", "--api-version", "1", "-c", id, "-u", id, "-n", id,
                    "-r", _paths.Runtime, "--runtime-arg", "--root=" + _paths.RuntimeState,
                    "-b", files.Directory, "-p", Path.Combine(files.Directory, PidFile),
                    "-P", Path.Combine(files.Directory, MonitorPidFile),
                    "-l", "passthrough", "--persist-dir", files.Directory, "--socket-dir-path", _paths.Sockets,
                ],
                Environment = ["_OCI_SYNCPIPE=3", "_OCI_STARTPIPE=4", MonitorPath],
                Descriptors = [.. descriptors.Select(handle => (int)handle.DangerousGetHandle())],
            });
    }

    /// <summary>
    /// A created container waits at a pipe in the runtime's state directory for one byte; writing it here is what the
    /// runtime's own start command does, without the cost of another process.
    /// </summary>
    private async Task StartAsync(string containerId, ProcessIdentity main, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_paths.RuntimeState, containerId, "exec.fifo");
        while (true)
        {
            var descriptor = Libc.Open(path, Libc.OWriteOnly | Libc.ONonBlock | Libc.OCloseOnExec, 0);
            var error = Libc.LastError;
            if (descriptor >= 0)
            {
                using var gate = new SafeFileHandle(descriptor, ownsHandle: true);
                if (Descriptors.WriteText(gate, "\0"u8))
                {
                    File.Delete(path);
                    return;
                }
            }
            else if (error != Libc.Enxio || !main.IsAlive())
            {
                throw new ContainerLaunchException($"The created container could not be started: {Libc.Describe(error)}");
            }

            await Task.Delay(GatePause, _time, cancellationToken);
        }
    }
}
