using System.Runtime.InteropServices;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Files that are either wholly the old or wholly the new, whenever the process dies.</summary>
internal static partial class AtomicFile
{
    /// <summary>Writes a temporary file beside the target and renames it. The directory is created.</summary>
    /// <param name="path">The target.</param>
    /// <param name="bytes">Its whole content.</param>
    /// <param name="flush">Whether it must outlive a loss of power as well.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool flush = false)
    {
        var temporary = path + ".tmp";
        try
        {
            WriteTemporary(temporary, bytes, flush);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            WriteTemporary(temporary, bytes, flush);
        }

        Replace(temporary, path);
    }

    /// <summary>Points a symbolic link at a target, replacing an older link.</summary>
    public static void Link(string path, string target)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        Replace(temporary, path);
    }

    private static void WriteTemporary(string path, ReadOnlySpan<byte> bytes, bool flush)
    {
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(handle, bytes, 0);
        if (flush)
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    // File.Move refuses links that lead to directories.
    private static void Replace(string from, string to)
    {
        if (Rename(from, to) != 0)
        {
            throw new IOException($"'{from}' cannot be renamed to '{to}': {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Rename(string from, string to);
}
