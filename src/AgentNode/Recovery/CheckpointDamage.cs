namespace MesosOrleans.AgentNode.Recovery;

/// <summary>What is wrong with a checkpoint file.</summary>
public enum CheckpointDamage
{
    None,

    /// <summary>The last record is incomplete, as after a crash in the middle of a write; the rest is good.</summary>
    Truncated,

    /// <summary>A record in the file is not what was written.</summary>
    Corrupt,
}
