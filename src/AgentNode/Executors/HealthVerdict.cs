namespace MesosOrleans.AgentNode.Executors;

/// <summary>What a result of a health check leads to.</summary>
internal enum HealthVerdict
{
    /// <summary>Nothing is reported.</summary>
    Silent,

    /// <summary>The task is reported healthy.</summary>
    Healthy,

    /// <summary>The task is reported unhealthy.</summary>
    Unhealthy,

    /// <summary>The task is reported unhealthy and must be killed.</summary>
    Kill,
}
