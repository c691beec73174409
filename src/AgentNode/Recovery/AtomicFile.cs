namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Files that are either wholly the old or wholly the new, whenever the process dies.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a temporary file beside the target and renames it. The directory is created.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + ".tmp";
        try
        {
            WriteTemporary(temporary, bytes);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WriteTemporary(temporary, bytes);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Points a symbolic link at a target, replacing an older link.</summary>
    public static void Link(string path, string target)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        File.Move(temporary, path, overwrite: true);
    }

    private static void WriteTemporary(string path, ReadOnlySpan<byte> bytes)
    {
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(handle, bytes, 0);
    }
}
