namespace MesosOrleans.Transport.Files;

/// <summary>Lists directories and reads parts of files.</summary>
internal static class FileContent
{
    /// <summary>Greatest part of a file that one answer carries: 16 pages.</summary>
    public const int ReadBytesMax = 16 * 4096;

    /// <summary>What a directory holds, sorted by name; nothing for a file.</summary>
    /// <param name="path">The virtual path, which the entries' begin with.</param>
    /// <param name="real">What is behind it.</param>
    public static IEnumerable<FileEntry> List(string path, string real)
    {
        if (!Directory.Exists(real))
        {
            yield break;
        }

        foreach (var name in Directory.EnumerateFileSystemEntries(real).Select(Path.GetFileName).Order(StringComparer.Ordinal))
        {
            // What vanished meanwhile, or is a link to nothing, is left out.
            if (FileStatus.Read(Path.Combine(real, name!)) is { } status)
            {
                yield return new FileEntry(
                    path.TrimEnd('/') + "/" + name,
                    (int)status.Links,
                    status.Bytes,
                    status.ModifiedSeconds,
                    status.Mode,
                    AccountNames.Users.Of(status.UserId),
                    AccountNames.Groups.Of(status.GroupId));
            }
        }
    }

    /// <summary>Reads a part of a file.</summary>
    /// <param name="real">The file.</param>
    /// <param name="offset">Where to begin; at or behind the end, or null, nothing is read.</param>
    /// <param name="length">How many bytes at most, or null for all up to <see cref="ReadBytesMax"/>.</param>
    /// <returns>The size of the whole file, and the bytes.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static (long Size, byte[] Data) Read(string real, long? offset, long? length)
    {
        using var file = File.OpenHandle(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var size = RandomAccess.GetLength(file);
        if (offset is not { } start || start >= size)
        {
            return (size, []);
        }

        var data = new byte[Math.Min(Math.Min(size - start, length ?? long.MaxValue), ReadBytesMax)];
        var read = data.Length == 0 ? 0 : RandomAccess.Read(file, data, start);
        return (size, read == data.Length ? data : data[..read]);
    }
}
