using System.Buffers.Binary;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>
/// The format of every checkpoint file: records of length (4 bytes), kind (1), checksum (4) and payload, little endian.
/// </summary>
public static class CheckpointCodec
{
    /// <summary>Largest payload in bytes; a greater length can only be damage.</summary>
    public const int PayloadMax = 64 * 1024 * 1024;

    private const int HeaderLength = 9;

    public static byte[] Encode(params ReadOnlySpan<CheckpointRecord> records)
    {
        var length = 0;
        foreach (var record in records)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Payload.Length, PayloadMax);
            length += HeaderLength + record.Payload.Length;
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var record in records)
        {
            var payload = record.Payload.Span;
            BinaryPrimitives.WriteInt32LittleEndian(rest, payload.Length);
            rest[4] = (byte)record.Kind;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[5..], Checksum((byte)record.Kind, payload));
            payload.CopyTo(rest[HeaderLength..]);
            rest = rest[(HeaderLength + payload.Length)..];
        }

        return bytes;
    }

    public static CheckpointContent Decode(ReadOnlyMemory<byte> bytes)
    {
        var records = new List<CheckpointRecord>();
        var offset = 0;
        while (offset < bytes.Length)
        {
            var rest = bytes[offset..];
            if (rest.Length < HeaderLength)
            {
                return new CheckpointContent(records, offset, CheckpointDamage.Truncated);
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
            if (length is < 0 or > PayloadMax)
            {
                return new CheckpointContent(records, offset, CheckpointDamage.Corrupt);
            }

            if (rest.Length - HeaderLength < length)
            {
                return new CheckpointContent(records, offset, CheckpointDamage.Truncated);
            }

            var kind = rest.Span[4];
            var payload = rest.Slice(HeaderLength, length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[5..]) != Checksum(kind, payload.Span))
            {
                return new CheckpointContent(records, offset, CheckpointDamage.Corrupt);
            }

            records.Add(new CheckpointRecord((CheckpointRecordKind)kind, payload));
            offset += HeaderLength + length;
        }

        return new CheckpointContent(records, offset, CheckpointDamage.None);
    }

    // FNV-1a: finds damage, not malice; whoever can write the work directory owns the node anyway.
    private static uint Checksum(byte kind, ReadOnlySpan<byte> payload)
    {
        var hash = (2166136261u ^ kind) * 16777619u;
        foreach (var value in payload)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return hash;
    }
}
