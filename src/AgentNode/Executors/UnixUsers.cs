using System.Runtime.InteropServices;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>Looks up users and hands files over to them.</summary>
internal static partial class UnixUsers
{
    private static readonly Lock Lookup = new();

    /// <summary>The user of a name, or null.</summary>
    public static UnixUser? Find(string name)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('\0'))
        {
            return null;
        }

        // getpwnam's answer lives in a static buffer: one at a time.
        lock (Lookup)
        {
            var entry = GetPasswordEntry(name);
            return entry == 0
                ? null
                : new UnixUser(
                    name,
                    (uint)Marshal.ReadInt32(entry, 2 * nint.Size),
                    (uint)Marshal.ReadInt32(entry, (2 * nint.Size) + sizeof(int)));
        }
    }

    /// <summary>Hands over one file or directory; a link itself, not what it points at.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Own(string path, UnixUser user)
    {
        if (LinkChangeOwner(path, user.Uid, user.Gid) != 0)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            throw new IOException($"'{path}' cannot be given to user '{user.Name}': {error}");
        }
    }

    /// <summary>Hands over a directory with everything in it, without following links.</summary>
    public static void OwnTree(string directory, UnixUser user)
    {
        Own(directory, user);
        // Links are left alone: an archive may hold one that leads out of the sandbox.
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", all))
        {
            Own(path, user);
        }
    }

    /// <summary>Whether the permission bits let a user read a file: for everyone, or as its owner or group.</summary>
    public static bool MayRead(string path, UnixUser user)
    {
        var mode = File.GetUnixFileMode(path);
        if (user.Uid == 0 || mode.HasFlag(UnixFileMode.OtherRead))
        {
            return true;
        }

        // Only bits are at hand without a stat call; a file that is closed to others is closed to the task.
        return false;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetPasswordEntry(string name);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LinkChangeOwner(string path, uint uid, uint gid);
}
