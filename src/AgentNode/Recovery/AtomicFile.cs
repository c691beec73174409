using System.Runtime.InteropServices;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Files that are either wholly the old or wholly the new, whenever the process dies.</summary>
internal static partial class AtomicFile
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

    private static void WriteTemporary(string path, ReadOnlySpan<byte> bytes)
    {
        using var handle = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        RandomAccess.Write(handle, bytes, 0);
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
