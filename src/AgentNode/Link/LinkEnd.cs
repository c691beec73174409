namespace MesosOrleans.AgentNode.Link;

/// <summary>Why an attachment ended.</summary>
internal enum LinkEnd
{
    /// <summary>No connection, or none that registered.</summary>
    NotAttached,

    /// <summary>It was registered and broke.</summary>
    Broken,

    /// <summary>The silo goes away and asks the node to attach elsewhere.</summary>
    Reconnect,

    /// <summary>The silo refuses the node for good.</summary>
    Shutdown,
}
