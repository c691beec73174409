using System.Collections.Concurrent;
using MesosOrleans.AgentNode.Containerizer;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// The one thread from which monitors are started. It alone lives in a mount namespace of its own, in which the host's
/// root file system is visible a second time (the OCI runtime cannot pivot to the root it stands on) and, where both
/// cgroup versions are mounted, version 2 is not (the runtime refuses such hosts); children inherit the namespace at no
/// cost, where a wrapper process would cost milliseconds per launch. The same holds for the cgroup of the monitors.
/// isolation.md 10.1.
/// </summary>
internal sealed class SpawnThread : IDisposable
{
    private const int PendingMax = 4096;
    private const int PollPriority = 2;
    private const int PollError = 8;

    private readonly BlockingCollection<Action> _work = new(PendingMax);
    private readonly SafeFileHandle _hostNamespace;
    private readonly SafeFileHandle _hostMounts;
    private readonly string _rootfs;
    private readonly string? _detach;
    private readonly ICgroups _cgroups;
    private bool _isInside;

    /// <param name="rootfs">Directory at which the host's root appears for the runtime; empty for everybody else.</param>
    /// <param name="detach">Mount point that the runtime must not see, or null.</param>
    /// <param name="cgroups">Knows how to leave the service's cgroup.</param>
    internal SpawnThread(string rootfs, string? detach, ICgroups cgroups)
    {
        _rootfs = rootfs;
        _detach = detach;
        _cgroups = cgroups;
        _hostNamespace = File.OpenHandle("/proc/self/ns/mnt");
        _hostMounts = File.OpenHandle("/proc/self/mountinfo");
        new Thread(Run) { IsBackground = true, Name = "containerizer-spawn" }.Start();
    }

    /// <summary>Whether children are born outside the service's cgroup; otherwise they have to be moved.</summary>
    internal bool LeftServiceCgroup { get; private set; }

    /// <summary>Starts a process from the thread.</summary>
    /// <exception cref="ContainerLaunchException">The namespace or the process could not be made.</exception>
    internal Task<int> SpawnAsync(SpawnRequest request)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _work.TryAdd(() => Complete(done, request))
            ? done.Task
            : throw new ContainerLaunchException("Too many containers are being launched at once");
    }

    public void Dispose() => _work.CompleteAdding();

    private void Complete(TaskCompletionSource<int> done, SpawnRequest request)
    {
        try
        {
            Enter();
            done.SetResult(ProcessSpawner.Spawn(request));
        }
        catch (ContainerLaunchException e)
        {
            done.SetException(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            done.SetException(new ContainerLaunchException($"Failed to prepare a monitor: {e.Message}", e));
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _hostNamespace.Dispose();
        _hostMounts.Dispose();
        _work.Dispose();
    }

    /// <summary>Makes the namespace at first, and again whenever the host's mounts have changed since.</summary>
    private void Enter()
    {
        var changed = MountsChanged();
        if (_isInside && !changed)
        {
            return;
        }

        if (_isInside)
        {
            Check(Libc.SetNamespace((int)_hostNamespace.DangerousGetHandle(), Libc.CloneNewNamespace), "return to the host's mount namespace");
            _isInside = false;
        }
        else
        {
            LeftServiceCgroup = _cgroups.TryLeaveServiceCgroup();
        }

        Check(Libc.Unshare(Libc.CloneFs | Libc.CloneNewNamespace), "make a mount namespace");
        _isInside = true;
        Check(Libc.Mount("none", "/", null, Libc.MountSlave | Libc.MountRecursive, null), "make the mounts slaves");
        if (_detach is not null)
        {
            Check(Libc.Unmount(_detach, Libc.UmountDetach), $"detach '{_detach}'");
        }

        Check(Libc.Mount("/", _rootfs, null, Libc.MountBind | Libc.MountRecursive, null), $"bind the root to '{_rootfs}'");
        Check(Libc.Mount("none", _rootfs, null, Libc.MountSlave | Libc.MountRecursive, null), "make the root a slave");
    }

    private unsafe bool MountsChanged()
    {
        var entry = stackalloc int[2]; // struct pollfd: descriptor, then two shorts: events, returned events.
        entry[0] = (int)_hostMounts.DangerousGetHandle();
        entry[1] = PollPriority | PollError;
        return Libc.Poll(entry, 1, 0) > 0 && (entry[1] >> 16 & (PollPriority | PollError)) != 0;
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw new ContainerLaunchException($"Failed to {what}: {Libc.Describe(Libc.LastError)}");
        }
    }
}
