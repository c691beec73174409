using System.Buffers.Binary;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>A kill as it is written beside a task's updates, so that a node that comes back goes on with it.</summary>
internal static class KillNote
{
    private const int Length = 9;

    public static CheckpointRecord Create(KillCause cause, TimeSpan grace)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, (long)Math.Min(grace.TotalMilliseconds, long.MaxValue));
        bytes[8] = (byte)cause;
        return new CheckpointRecord(CheckpointRecordKind.Kill, bytes);
    }

    /// <summary>The last kill among the records, or no cause.</summary>
    public static (KillCause Cause, TimeSpan Grace) Read(IEnumerable<CheckpointRecord> records)
    {
        var found = (KillCause.None, TimeSpan.Zero);
        foreach (var record in records)
        {
            if (record.Kind == CheckpointRecordKind.Kill && record.Payload.Length == Length)
            {
                var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(record.Payload.Span);
                var grace = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, (long)TimeSpan.FromDays(365).TotalMilliseconds));
                found = ((KillCause)record.Payload.Span[8], grace);
            }
        }

        return found;
    }
}
