using System.Runtime.InteropServices;

namespace MesosOrleans.Transport.Files;

/// <summary>What the system says of a file: <c>statx(2)</c>, whose layout is the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal partial struct FileStatus
{
    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Bytes;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    private const int CurrentDirectory = -100;
    private const uint BasicStats = 0x7ff;

    /// <summary>Reads the status of what a path names, behind links; null when nothing is there.</summary>
    public static FileStatus? Read(string path) =>
        Statx(CurrentDirectory, path, 0, BasicStats, out var status) == 0 ? status : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out FileStatus status);
}
