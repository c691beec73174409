using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using SourceType = MesosOrleans.Protocol.V1.Volume.Types.Source.Types.Type;

namespace MesosOrleans.AgentNode.Volumes;

/// <summary>What the containers of tasks and executors get of volumes: their persistent ones, and parts of sandboxes.</summary>
internal sealed class VolumeProvider(NodeResources resources, NodeLedger ledger)
{
    /// <summary>The mounts of a task's own container. The directories are there, and the task's user's.</summary>
    /// <exception cref="ContainerLaunchException">A directory cannot be made or handed over.</exception>
    public IReadOnlyList<ContainerMount> Provide(TaskRun run)
    {
        var user = UserOf(run.User);
        var parent = run.GroupId is null ? null : run.Executor;
        return
        [
            .. Persistent(run.Info.Resources, user, run),
            .. OfSandboxes(run.Info.Container, run.Sandbox, parent, user),
        ];
    }

    /// <summary>The mounts of a custom executor's container: its own and those of the tasks that it begins with.</summary>
    /// <exception cref="ContainerLaunchException">A directory cannot be made or handed over.</exception>
    public IReadOnlyList<ContainerMount> Provide(ExecutorRun executor)
    {
        var user = UserOf(executor.User);
        var tasks = ledger.TasksOf(executor).Where(task => !task.State.IsTerminal());
        var mounts = Persistent(executor.Info?.Resources ?? [], user, null)
            .Concat(tasks.SelectMany(task => Persistent(task.Info.Resources, user, task)))
            .Concat(OfSandboxes(executor.Info?.Container, executor.Sandbox, null, user));
        return [.. mounts.Distinct()];
    }

    /// <summary>Gives an executor that is there already the volumes of another task, by links in its sandbox.</summary>
    /// <exception cref="ContainerLaunchException">That cannot be done.</exception>
    public void ProvideLate(ExecutorRun executor, TaskInfo task)
    {
        foreach (var mount in Persistent(task.Resources, UserOf(executor.User), null))
        {
            if (mount.IsReadOnly)
            {
                throw new ContainerLaunchException(
                    $"The volume at '{mount.ContainerPath}' is to be read-only, which an executor that runs already cannot be given");
            }

            if (!HasAlready(executor, mount))
            {
                SandboxPaths.Link(executor.Sandbox, mount.ContainerPath, mount.HostPath, UserOf(executor.User));
            }
        }
    }

    /// <summary>Takes the links to an ended task's volumes away from its executor, unless another task has them too.</summary>
    public void TakeBack(TaskRun ended)
    {
        var others = ledger.TasksOf(ended.Executor).Where(task => task != ended && !task.State.IsTerminal())
            .SelectMany(task => task.Info.Resources).Concat(ended.Executor.Info?.Resources ?? [])
            .Select(VolumeKey.Of).ToHashSet();
        foreach (var volume in ended.Info.Resources.Where(volume => !others.Contains(VolumeKey.Of(volume))))
        {
            if (resources.Layout.Find(volume) is { } place)
            {
                SandboxPaths.Unlink(ended.Executor.Sandbox, volume.Disk.Volume.ContainerPath, place.Directory);
            }
        }
    }

    /// <summary>Where people find the volumes of what runs: paths in sandboxes, and the directories behind them.</summary>
    public IEnumerable<(string Path, string Real)> Visible()
    {
        var tasks = ledger.Tasks().Where(task => !task.State.IsTerminal());
        var all = tasks.SelectMany(task => task.Info.Resources.Select(volume => (task.Sandbox, volume)))
            .Concat(ledger.Executors().SelectMany(run => (run.Info?.Resources ?? []).Select(volume => (run.Sandbox, volume))));
        foreach (var (sandbox, volume) in all)
        {
            if (resources.Layout.Find(volume) is { } place && SandboxPaths.Validate(volume.Disk.Volume.ContainerPath) is null)
            {
                yield return (Path.Combine(sandbox, volume.Disk.Volume.ContainerPath), place.Directory);
            }
        }
    }

    private static HostUser? UserOf(string? name) => name is null ? null : HostUser.Resolve(name);

    // Bound when the container began: the place in the sandbox is a directory that only the container sees filled.
    private static bool HasAlready(ExecutorRun executor, ContainerMount mount)
        => executor.BoundVolumes.Contains(mount.HostPath)
            || SandboxPaths.LinkTarget(Path.Combine(executor.Sandbox, mount.ContainerPath)) == mount.HostPath;

    private List<ContainerMount> Persistent(IEnumerable<Resource> held, HostUser? user, TaskRun? run)
    {
        var mounts = new List<ContainerMount>();
        foreach (var volume in held)
        {
            if (resources.Layout.Find(volume) is { } place)
            {
                Prepare(place, volume, user, run);
                var view = volume.Disk.Volume;
                mounts.Add(new ContainerMount(place.Directory, view.ContainerPath, view.Mode == Volume.Types.Mode.Ro));
            }
        }

        return mounts;
    }

    private void Prepare(VolumePlace place, Resource volume, HostUser? user, TaskRun? run)
    {
        try
        {
            VolumeDisk.Create(place);
            if (Environment.IsPrivilegedProcess && !(volume.Shared is not null && IsUsedByOthers(place.Key, run)))
            {
                var owner = user is null
                    ? new UnixUser("", Libc.EffectiveUserId(), Libc.EffectiveGroupId())
                    : new UnixUser(user.Name, user.UserId, user.GroupId);
                UnixUsers.Own(place.Directory, owner);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException(
                $"Volume '{place.Key.PersistenceId}' cannot be provided: {exception.Message}", exception);
        }
    }

    private bool IsUsedByOthers(VolumeKey key, TaskRun? run) => ledger.Tasks().Any(task =>
        task != run && !task.State.IsTerminal() && task.Info.Resources.Any(held => VolumeKey.Of(held) == key));

    /// <summary>Volumes of type SANDBOX_PATH: directories of the container's own sandbox or of its executor's.</summary>
    private IEnumerable<ContainerMount> OfSandboxes(ContainerInfo? container, string own, ExecutorRun? parent, HostUser? user)
    {
        foreach (var volume in container?.Volumes ?? [])
        {
            if (volume.Source?.Type != SourceType.SandboxPath)
            {
                continue;
            }

            var part = volume.Source.SandboxPath;
            var isParent = part.Type == Volume.Types.Source.Types.SandboxPath.Types.Type.Parent;
            if (isParent && parent is null)
            {
                throw new ContainerLaunchException("A volume of the parent's sandbox needs a container that has a parent");
            }

            var directory = (isParent ? PersistentAt(parent!, part.Path) : null)
                ?? SandboxPaths.MakeDirectory(isParent ? parent!.Sandbox : own, part.Path, user);
            yield return new ContainerMount(directory, volume.ContainerPath, volume.Mode == Volume.Types.Mode.Ro);
        }
    }

    /// <summary>The executor's own volume at a path of its sandbox.</summary>
    private string? PersistentAt(ExecutorRun executor, string path)
        => Persistent(executor.Info?.Resources ?? [], UserOf(executor.User), null)
            .Find(mount => mount.ContainerPath == path)?.HostPath;
}
