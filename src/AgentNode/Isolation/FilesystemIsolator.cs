using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Isolation;

/// <summary>
/// Gives a container its volumes: bound into its own mount namespace (<c>filesystem/linux</c>), or by links in its sandbox
/// (<c>filesystem/posix</c>), which cannot keep it from writing. isolation.md 6.1, 6.2.
/// </summary>
internal sealed class FilesystemIsolator : IIsolator
{
    internal const string LinuxName = "filesystem/linux";
    internal const string PosixName = "filesystem/posix";

    private readonly bool _binds;

    private FilesystemIsolator(string name, bool binds)
    {
        Name = name;
        _binds = binds;
    }

    public string Name { get; }

    internal static FilesystemIsolator Linux() => new(LinuxName, binds: true);

    internal static FilesystemIsolator Posix() => new(PosixName, binds: false);

    public void Prepare(ContainerSpec spec, LaunchInfo info)
    {
        foreach (var mount in spec.Mounts)
        {
            if (spec.Mounts.Any(other => other != mount && other.ContainerPath == mount.ContainerPath))
            {
                throw new ContainerLaunchException($"Two volumes have the container path '{mount.ContainerPath}'");
            }

            if (_binds)
            {
                Bind(mount, info);
            }
            else
            {
                Link(mount, info);
            }
        }
    }

    private static void Bind(ContainerMount mount, LaunchInfo info)
    {
        // A task of an executor that was about to start may have been given its volume by a link already.
        var link = SandboxPaths.LinkTarget(Path.Combine(info.SandboxDirectory, mount.ContainerPath));
        if (link == mount.HostPath && !mount.IsReadOnly)
        {
            return;
        }

        var target = SandboxPaths.MakeDirectory(info.SandboxDirectory, mount.ContainerPath, info.User);
        info.Mounts.Add(mount with { ContainerPath = target });
    }

    private static void Link(ContainerMount mount, LaunchInfo info)
    {
        if (mount.IsReadOnly)
        {
            throw new ContainerLaunchException(
                $"The volume at '{mount.ContainerPath}' is to be read-only, which needs the isolator {LinuxName}");
        }

        SandboxPaths.Link(info.SandboxDirectory, mount.ContainerPath, mount.HostPath, info.User);
    }
}
