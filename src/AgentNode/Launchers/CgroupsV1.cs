using System.Globalization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Containers in the hierarchies of cgroup v1, one directory each in every hierarchy. isolation.md 2, 4.</summary>
internal sealed class CgroupsV1 : ICgroups
{
    private const string Freezer = "freezer";
    private const int FreezeTries = 3;
    private static readonly TimeSpan FreezePause = TimeSpan.FromMilliseconds(2);

    private readonly CgroupMounts _mounts;
    private readonly string _root;
    private readonly CgroupDirectory _directory;
    private readonly TimeProvider _time;

    /// <param name="mounts">The hierarchies; freezer is among them.</param>
    /// <param name="root">Name of our cgroup in each of them.</param>
    /// <param name="time">For pauses between tries.</param>
    internal CgroupsV1(CgroupMounts mounts, string root, TimeProvider time)
    {
        _mounts = mounts;
        _root = root.Trim('/');
        _time = time;
        _directory = new CgroupDirectory(time);
    }

    public bool IsUnified => false;

    public string RuntimePath(string containerId) => $"/{_root}/{containerId}";

    public string FilePath(string controller, string containerId, string file) =>
        _mounts.Legacy.TryGetValue(controller, out var mount)
            ? Path.Combine(mount, _root, containerId, file)
            : Path.Combine("/nonexistent", controller, file);

    public IReadOnlyList<int> Processes(string containerId) => CgroupDirectory.Processes(FreezerOf(containerId));

    public async Task KillAsync(string containerId, CancellationToken cancellationToken)
    {
        var directory = FreezerOf(containerId);
        if (CgroupDirectory.Processes(directory).Count == 0)
        {
            return;
        }

        // Frozen, nothing can fork; killed processes die when they are thawed.
        await FreezeAsync(directory, cancellationToken);
        SignalAll(directory);
        TryWrite(Path.Combine(directory, "freezer.state"), "THAWED");
        await _directory.WaitEmptyAsync(directory, left => left.ForEach(pid => _ = Libc.Kill(pid, Libc.SigKill)), cancellationToken);
    }

    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        foreach (var mount in _mounts.Legacy.Values.Distinct(StringComparer.Ordinal))
        {
            await _directory.RemoveAsync(Path.Combine(mount, _root, containerId), cancellationToken);
        }
    }

    public IReadOnlyCollection<string> Containers()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var root in _mounts.Legacy.Values.Distinct(StringComparer.Ordinal).Select(mount => Path.Combine(mount, _root)))
        {
            if (Directory.Exists(root))
            {
                names.UnionWith(Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)));
            }
        }

        return names;
    }

    public bool TryLeaveServiceCgroup()
    {
        Leave("tasks", Libc.ThreadId());
        return true;
    }

    public void Join(string containerId, int pid)
    {
        // The freezer first: what is in it is found and killed with the container.
        var mounts = _mounts.Legacy.Values.Distinct(StringComparer.Ordinal).OrderByDescending(mount => mount == _mounts.Legacy[Freezer]);
        foreach (var directory in mounts.Select(mount => Path.Combine(mount, _root, containerId)))
        {
            if (Directory.Exists(directory) || directory == FreezerOf(containerId))
            {
                CgroupDirectory.Write(Path.Combine(directory, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    public void LeaveServiceCgroup(int pid) => Leave("cgroup.procs", pid);

    private static void TryWrite(string path, string value)
    {
        try
        {
            CgroupDirectory.Write(path, value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cgroup went away or the kernel is not ready: whoever needs the effect looks for it and tries again.
            return;
        }
    }

    private static void SignalAll(string directory)
    {
        foreach (var pid in CgroupDirectory.Processes(directory))
        {
            _ = Libc.Kill(pid, Libc.SigKill);
        }
    }

    private string FreezerOf(string containerId) => FilePath(Freezer, containerId, string.Empty).TrimEnd('/');

    private async Task FreezeAsync(string directory, CancellationToken cancellationToken)
    {
        var state = Path.Combine(directory, "freezer.state");
        for (var i = 0; i < FreezeTries; i++)
        {
            TryWrite(state, "FROZEN");
            if (CgroupDirectory.Read(state)?.Trim() is "FROZEN" or null)
            {
                return;
            }

            await Task.Delay(FreezePause, _time, cancellationToken);
        }
    }

    /// <summary>In every hierarchy in which we are not at the top.</summary>
    private void Leave(string file, int id)
    {
        foreach (var line in File.ReadLines("/proc/self/cgroup"))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || parts[2] == "/" || parts[1].Length == 0)
            {
                continue;
            }

            if (_mounts.Legacy.TryGetValue(parts[1].Split(',')[0], out var mount))
            {
                var monitors = Path.Combine(mount, _root + "_monitors");
                Directory.CreateDirectory(monitors);
                TryWrite(Path.Combine(monitors, file), id.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
