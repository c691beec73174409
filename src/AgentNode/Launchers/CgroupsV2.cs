using System.Globalization;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Containers in the unified hierarchy: <c>root/ID/leaf</c> holds the processes, so that nested containers can have
/// cgroups beside it. isolation.md 2, 5.3.
/// </summary>
internal sealed class CgroupsV2 : ICgroups
{
    private readonly string _mount;
    private readonly string _root;
    private readonly CgroupDirectory _directory;

    internal CgroupsV2(string mount, string root, TimeProvider time)
    {
        _mount = mount;
        _root = root.Trim('/');
        _directory = new CgroupDirectory(time);
    }

    public bool IsUnified => true;

    public string RuntimePath(string containerId) => $"/{_root}/{containerId}/leaf";

    public string FilePath(string controller, string containerId, string file) =>
        Path.Combine(Of(containerId), "leaf", file);

    public IReadOnlyList<int> Processes(string containerId) => CgroupDirectory.Processes(Of(containerId));

    public async Task KillAsync(string containerId, CancellationToken cancellationToken)
    {
        var directory = Of(containerId);
        await _directory.WaitEmptyAsync(directory, left => Kill(directory, left), cancellationToken);
    }

    public Task RemoveAsync(string containerId, CancellationToken cancellationToken) =>
        _directory.RemoveAsync(Of(containerId), cancellationToken);

    public IReadOnlyCollection<string> Containers()
    {
        var root = Path.Combine(_mount, _root);
        return Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path))] : [];
    }

    public bool TryLeaveServiceCgroup() => File.ReadLines("/proc/self/cgroup").Any(line => line == "0::/");

    public void Join(string containerId, int pid) => CgroupDirectory.Write(
        Path.Combine(Of(containerId), "leaf", "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    public void LeaveServiceCgroup(int pid)
    {
        var monitors = Path.Combine(_mount, _root + "_monitors");
        Directory.CreateDirectory(monitors);
        CgroupDirectory.Write(Path.Combine(monitors, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Kernels before 5.14 have no cgroup.kill; there the signals are sent one by one until none is left.</summary>
    private static void Kill(string directory, List<int> left)
    {
        try
        {
            CgroupDirectory.Write(Path.Combine(directory, "cgroup.kill"), "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            left.ForEach(pid => _ = Libc.Kill(pid, Libc.SigKill));
        }
    }

    private string Of(string containerId) => Path.Combine(_mount, _root, containerId);
}
