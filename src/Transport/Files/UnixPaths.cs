using System.Runtime.InteropServices;

namespace MesosOrleans.Transport.Files;

/// <summary>Paths as the system itself resolves them.</summary>
internal static partial class UnixPaths
{
    /// <summary>The path without links, <c>.</c> and <c>..</c>; null when nothing is there.</summary>
    public static string? Resolve(string path)
    {
        var resolved = RealPath(path, 0);
        if (resolved == 0)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8(resolved);
        }
        finally
        {
            Free(resolved);
        }
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);
}
