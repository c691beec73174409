using System.Buffers.Binary;
using MesosOrleans.Protocol.AgentLink;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// Remembers the newest command taken over, so that a node that comes back never runs a finished task again.
/// Sixteen bytes, overwritten in place by one write.
/// </summary>
internal static class LastCommandFile
{
    private const int Length = 16;

    public static void Write(string path, CommandAck command)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, command.Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], command.Sequence);
        using var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write);
        RandomAccess.Write(handle, bytes, 0);
    }

    /// <summary>The newest command, or null when none was ever taken over.</summary>
    public static CommandAck? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        return bytes.Length < Length
            ? null
            : new CommandAck
            {
                Epoch = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                Sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)),
            };
    }
}
