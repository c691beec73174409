using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>
/// Process ids (<c>namespaces/pid</c>) or System V IPC (<c>namespaces/ipc</c>) of its own for every container that does
/// not ask to share them. The first process of a pid namespace ignores signals that it does not handle, so that a
/// small init is put there. isolation.md 10.2.
/// </summary>
internal sealed class NamespaceIsolator : IIsolator
{
    internal const string PidName = "namespaces/pid";
    internal const string IpcName = "namespaces/ipc";

    private readonly string? _init;

    private NamespaceIsolator(string name, string? init)
    {
        Name = name;
        _init = init;
    }

    public string Name { get; }

    /// <param name="init">Absolute path of the init.</param>
    internal static NamespaceIsolator Pid(string init) => new(PidName, init);

    internal static NamespaceIsolator Ipc() => new(IpcName, null);

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        var linux = spec.ContainerInfo?.LinuxInfo;
        if (_init is not null)
        {
            if (linux is not { SharePidNamespace: true })
            {
                info.Namespaces.Add("pid");
                info.Init = _init;
            }

            return;
        }

        if (linux is { HasShmSize: true, IpcMode: not LinuxInfo.Types.IpcMode.Private })
        {
            throw new ContainerLaunchException("A size of /dev/shm needs the IPC mode PRIVATE");
        }

        if (linux is { HasIpcMode: true, IpcMode: LinuxInfo.Types.IpcMode.Private })
        {
            info.Namespaces.Add("ipc");
            info.SharedMemoryMebibytes = linux.HasShmSize ? linux.ShmSize : null;
        }
    }
}
