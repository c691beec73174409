namespace MesosOrleans.AgentNode.Recovery;

/// <summary>What could be read of a checkpoint file.</summary>
/// <param name="Records">The good records before any damage, in the order of writing.</param>
/// <param name="WholeLength">Bytes up to the end of the last good record.</param>
/// <param name="Damage">What follows them.</param>
public sealed record CheckpointContent(
    IReadOnlyList<CheckpointRecord> Records,
    int WholeLength,
    CheckpointDamage Damage)
{
    /// <summary>The payload of the first record of a kind, or null.</summary>
    public ReadOnlyMemory<byte>? First(CheckpointRecordKind kind)
    {
        foreach (var record in Records)
        {
            if (record.Kind == kind)
            {
                return record.Payload;
            }
        }

        return null;
    }
}
