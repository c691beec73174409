using System.Globalization;
using MesosOrleans.AgentNode.Launchers;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>Opens a descriptor that becomes readable when the kernel ran out of a container's memory.</summary>
internal static class MemoryEvents
{
    private const uint ModifyMask = 2;

    /// <summary>An eventfd with cgroup v1, inotify with v2.</summary>
    /// <exception cref="IOException">The container has no memory cgroup, or the kernel's limits are reached.</exception>
    internal static SafeFileHandle Open(ICgroups cgroups, string containerId) =>
        cgroups.IsUnified
            ? OpenInotify(cgroups.FilePath("memory", containerId, "memory.events"))
            : OpenEventFd(cgroups, containerId);

    private static SafeFileHandle OpenInotify(string path)
    {
        var handle = new SafeFileHandle(Libc.InotifyInit(Libc.OCloseOnExec | Libc.ONonBlock), ownsHandle: true);
        if (handle.IsInvalid || Libc.InotifyAddWatch((int)handle.DangerousGetHandle(), path, ModifyMask) < 0)
        {
            var error = Libc.LastError;
            handle.Dispose();
            throw new IOException($"Failed to watch '{path}': {Libc.Describe(error)}");
        }

        return handle;
    }

    private static SafeFileHandle OpenEventFd(ICgroups cgroups, string containerId)
    {
        var handle = new SafeFileHandle(Libc.EventFd(0, Libc.OCloseOnExec | Libc.ONonBlock), ownsHandle: true);
        try
        {
            using var control = File.OpenHandle(cgroups.FilePath("memory", containerId, "memory.oom_control"));
            CgroupDirectory.Write(
                cgroups.FilePath("memory", containerId, "cgroup.event_control"),
                string.Create(CultureInfo.InvariantCulture, $"{handle.DangerousGetHandle()} {control.DangerousGetHandle()}"));
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
