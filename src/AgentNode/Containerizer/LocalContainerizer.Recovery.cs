using MesosOrleans.AgentNode.Launchers;

namespace MesosOrleans.AgentNode.Containerizer;

/// <content>Taking up the containers of an earlier process. isolation.md 3.</content>
public sealed partial class LocalContainerizer
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> RecoverAsync(
        IReadOnlyCollection<string> expected, CancellationToken cancellationToken)
    {
        var wanted = expected.ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        var orphans = new List<Container>();
        foreach (var id in KnownIds())
        {
            var container = Load(id);
            if (wanted.Contains(id) && container.Record.Processes is not null && _containers.TryAdd(id, container))
            {
                _ = RunToEndAsync(container);
                found.Add(id);
            }
            else if (!_containers.ContainsKey(id))
            {
                orphans.Add(container);
            }
        }

        foreach (var orphan in orphans)
        {
            LogOrphan(orphan.Record.ContainerId);
            if (orphan.Record.BootId != _bootId)
            {
                orphan.Files.Delete();
                continue;
            }

            _containers[orphan.Record.ContainerId] = orphan;
            _ = RunToEndAsync(orphan);
            await orphan.DestroyOnce(() => DestroyAsync(orphan)).WaitAsync(cancellationToken);
        }

        return found;
    }

    private SortedSet<string> KnownIds()
    {
        var ids = new SortedSet<string>(_launcher.FindOrphans(), StringComparer.Ordinal);
        foreach (var directory in Directory.EnumerateDirectories(_containersDirectory))
        {
            ids.Add(Path.GetFileName(directory));
        }

        ids.RemoveWhere(id => !Guid.TryParseExact(id, "D", out _));
        return ids;
    }

    /// <summary>
    /// The record on disk, or one made up for a container of which only traces are left, so that it can be destroyed.
    /// </summary>
    private Container Load(string id)
    {
        var files = new ContainerFiles(_containersDirectory, id);
        var record = files.ReadRecord() ?? new ContainerRecord
        {
            ContainerId = id,
            BootId = _bootId,
            Launcher = Launcher,
            Isolators = [],
        };
        if (record.Processes is null && record.BootId == _bootId && LauncherOf(record).FindProcesses(files) is { } processes)
        {
            record = record with { Processes = processes };
        }

        return new Container(files, record);
    }
}
