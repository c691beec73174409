using System.Text;
using MesosOrleans.AgentNode.Containerizer;
using Microsoft.Win32.SafeHandles;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Opens descriptors that no other child inherits and that lie above those a spawned process is given.</summary>
internal static class Descriptors
{
    /// <summary>Descriptors from here on never collide with the numbers that a spawned process uses.</summary>
    internal const int FirstSafe = 64;

    private const uint LogMode = 0x1A4; // rw-r--r--

    /// <summary>Opens the null device for reading and writing.</summary>
    /// <exception cref="ContainerLaunchException">No descriptor is left.</exception>
    internal static SafeFileHandle OpenNull() =>
        Own(Libc.Open("/dev/null", 2 | Libc.OCloseOnExec, 0), "/dev/null");

    /// <summary>
    /// Opens a log of the sandbox for appending; it is created for <paramref name="owner"/> when it is missing. A
    /// symbolic link in its place is refused: the sandbox belongs to the task, the link could lead anywhere.
    /// </summary>
    /// <exception cref="ContainerLaunchException">It cannot be opened.</exception>
    internal static SafeFileHandle OpenLog(string path, HostUser? owner)
    {
        var flags = Libc.OWriteOnly | Libc.OAppend | Libc.OCreate | Libc.ONoFollow | Libc.OCloseOnExec;
        var handle = Own(Libc.Open(path, flags, LogMode), path);
        if (owner is not null && Libc.ChangeOwner((int)handle.DangerousGetHandle(), owner.UserId, owner.GroupId) != 0)
        {
            var error = Libc.LastError;
            handle.Dispose();
            throw new ContainerLaunchException($"Failed to give '{path}' to '{owner.Name}': {Libc.Describe(error)}");
        }

        return handle;
    }

    /// <summary>A pipe: the first end is read, the second written.</summary>
    /// <exception cref="ContainerLaunchException">No descriptor is left.</exception>
    internal static unsafe (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OCloseOnExec) != 0)
        {
            throw new ContainerLaunchException($"Failed to make a pipe: {Libc.Describe(Libc.LastError)}");
        }

        return (Own(ends[0], "pipe"), Own(ends[1], "pipe"));
    }

    /// <summary>Reads what is there, at most 64 KiB, blocking if nothing is; empty at the end.</summary>
    internal static unsafe string ReadText(SafeFileHandle handle)
    {
        const int BytesMax = 64 * 1024;
        var buffer = new byte[BytesMax];
        fixed (byte* first = buffer)
        {
            nint count;
            do
            {
                count = Libc.Read((int)handle.DangerousGetHandle(), first, BytesMax);
            }
            while (count < 0 && Libc.LastError == Libc.Eintr);
            return count <= 0 ? string.Empty : Encoding.UTF8.GetString(buffer, 0, (int)count);
        }
    }

    /// <summary>Reads what is there, blocking if nothing is; 0 at the end.</summary>
    /// <exception cref="IOException">The descriptor cannot be read.</exception>
    internal static unsafe int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
        {
            nint count;
            do
            {
                count = Libc.Read((int)handle.DangerousGetHandle(), first, (nuint)buffer.Length);
            }
            while (count < 0 && Libc.LastError == Libc.Eintr);
            return count >= 0 ? (int)count : throw new IOException($"Failed to read: {Libc.Describe(Libc.LastError)}");
        }
    }

    /// <summary>Writes everything, blocking while there is no room; false when nobody reads any more.</summary>
    internal static unsafe bool Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* first = bytes)
            {
                var count = Libc.Write((int)handle.DangerousGetHandle(), first, (nuint)bytes.Length);
                if (count > 0)
                {
                    bytes = bytes[(int)count..];
                }
                else if (Libc.LastError != Libc.Eintr)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Writes a short text with one call; false if it was refused.</summary>
    internal static unsafe bool WriteText(SafeFileHandle handle, ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text)
        {
            return Libc.Write((int)handle.DangerousGetHandle(), first, (nuint)text.Length) == text.Length;
        }
    }

    private static SafeFileHandle Own(int descriptor, string what)
    {
        if (descriptor < 0)
        {
            throw new ContainerLaunchException($"Failed to open '{what}': {Libc.Describe(Libc.LastError)}");
        }

        if (descriptor >= FirstSafe)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        var moved = Libc.Control(descriptor, Libc.DuplicateCloseOnExec, FirstSafe);
        var error = Libc.LastError;
        _ = Libc.Close(descriptor);
        return moved >= 0
            ? new SafeFileHandle(moved, ownsHandle: true)
            : throw new ContainerLaunchException($"Failed to open '{what}': {Libc.Describe(error)}");
    }
}
