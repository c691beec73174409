using System.Buffers.Binary;
using Google.Protobuf;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Draining;

/// <summary>A drain as it is written down, so that a node that comes back goes on with it.</summary>
/// <param name="Config">What the operator asked for.</param>
/// <param name="Since">When the node heard of it.</param>
internal sealed record DrainRecord(DrainConfig Config, DateTimeOffset Since)
{
    private const int SinceLength = 8;

    /// <summary>The content of its file.</summary>
    public byte[] Encode()
    {
        var since = new byte[SinceLength];
        BinaryPrimitives.WriteInt64LittleEndian(since, Since.ToUnixTimeMilliseconds());
        return CheckpointCodec.Encode(
            new CheckpointRecord(CheckpointRecordKind.DrainConfig, Config.ToByteArray()),
            new CheckpointRecord(CheckpointRecordKind.DrainSince, since));
    }

    /// <summary>The drain in the records of a file, or null when they hold none.</summary>
    public static DrainRecord? Decode(CheckpointContent content, DrainConfig? config) =>
        config is null || content.First(CheckpointRecordKind.DrainSince) is not { Length: SinceLength } since
            ? null
            : new DrainRecord(config, DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(since.Span)));
}
