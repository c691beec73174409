namespace MesosOrleans.AgentNode.Recovery;

/// <summary>One record of a checkpoint file.</summary>
/// <param name="Kind">What the payload is.</param>
/// <param name="Payload">The bytes: a protobuf message or raw data, depending on the kind.</param>
public readonly record struct CheckpointRecord(CheckpointRecordKind Kind, ReadOnlyMemory<byte> Payload);
