namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>Where a custom executor stands. Facts: agent.md 5.</summary>
internal enum ExecutorPhase
{
    /// <summary>Its container was started, or found by a recovery; it has not subscribed yet.</summary>
    Registering,

    /// <summary>It has subscribed.</summary>
    Running,

    /// <summary>It was told to end, or is being ended.</summary>
    Terminating,

    /// <summary>Its container is gone.</summary>
    Terminated,
}
