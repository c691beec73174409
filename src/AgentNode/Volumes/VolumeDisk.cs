namespace MesosOrleans.AgentNode.Volumes;

/// <summary>Makes and removes the directories of volumes. Each step can be repeated after a crash in its middle.</summary>
internal sealed class VolumeDisk(IdFactory ids, ILogger logger)
{
    private Task _clearing = Task.CompletedTask;

    /// <summary>Completes when everything that was destroyed so far is off the disk.</summary>
    public Task Cleared => Volatile.Read(ref _clearing);

    /// <summary>Makes a volume's directory; what is in one that exists already stays.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Create(VolumePlace place) => Directory.CreateDirectory(place.Directory);

    /// <summary>
    /// Destroys a volume: when this returns nothing of it is found under its name any more. Its data is removed later.
    /// </summary>
    /// <exception cref="IOException">It is still there.</exception>
    public void Destroy(VolumePlace place)
    {
        if (!Directory.Exists(place.Directory))
        {
            return;
        }

        if (place.Trash is null)
        {
            Empty(place.Directory);
            return;
        }

        Directory.CreateDirectory(place.Trash);
        Directory.Move(place.Directory, Path.Combine(place.Trash, ids.NewGuid().ToString("N")));
        Clear([place.Trash]);
    }

    /// <summary>Begins to remove what earlier destructions left.</summary>
    public void Clear(IEnumerable<string> trashes)
    {
        foreach (var volume in trashes.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories))
        {
            var before = _clearing;
            Volatile.Write(ref _clearing, Task.Run(async () =>
            {
                await before;
                Remove(volume);
            }));
        }
    }

    private static void Empty(string directory)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                below.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    private void Remove(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that outlives its task may still write there. The next start of the node tries again.
            VolumeMessages.NotCleared(logger, directory, exception.Message);
        }
    }
}
