namespace MesosOrleans.AgentNode.Executors;

/// <summary>Why a task is being killed. The numbers are part of the checkpoint format.</summary>
internal enum KillCause : byte
{
    None = 0,

    /// <summary>The framework asked for it, or its executor or group is shut down.</summary>
    Requested = 1,

    /// <summary>The task ran longer than its max_completion_time.</summary>
    CompletionTime = 2,

    /// <summary>Its health check failed too often.</summary>
    Unhealthy = 3,

    /// <summary>Another task of its group failed or was killed.</summary>
    Group = 4,
}
