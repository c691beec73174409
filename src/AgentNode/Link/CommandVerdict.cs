namespace MesosOrleans.AgentNode.Link;

/// <summary>What is to be done with a command.</summary>
public enum CommandVerdict
{
    /// <summary>It is new.</summary>
    Execute,

    /// <summary>It was taken over before: only the acknowledgement is repeated.</summary>
    Duplicate,

    /// <summary>It comes from an activation that has been replaced: it is dropped.</summary>
    Stale,
}
