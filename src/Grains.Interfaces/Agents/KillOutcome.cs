namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>What became of a kill.</summary>
[GenerateSerializer, Alias("MesosOrleans.KillOutcome")]
public enum KillOutcome
{
    /// <summary>The agent has no such task.</summary>
    Unknown = 0,

    /// <summary>On its way to the node, now or when the node is back.</summary>
    Sent = 1,
}
