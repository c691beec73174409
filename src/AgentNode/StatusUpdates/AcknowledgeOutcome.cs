namespace MesosOrleans.AgentNode.StatusUpdates;

/// <summary>What an acknowledgement did.</summary>
public enum AcknowledgeOutcome
{
    /// <summary>It names no update that is in flight: late, repeated, or of a forgotten task.</summary>
    Ignored,

    /// <summary>The update is off the list; the next one, if any, is in flight.</summary>
    Accepted,

    /// <summary>The terminal update is acknowledged: the task is over and its stream closed.</summary>
    Completed,
}
