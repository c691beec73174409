namespace MesosOrleans.AgentNode;

/// <summary>Named maxima: every queue and list of the node has one.</summary>
public static class Limits
{
    /// <summary>Unacknowledged updates kept for one task; further non-terminal ones are not taken.</summary>
    public const int PendingUpdatesMax = 256;

    /// <summary>Messages that wait to be written to the link; what finds no room is lost and retried.</summary>
    public const int OutboxMessagesMax = 8192;

    /// <summary>Updates packed into one message of the link.</summary>
    public const int UpdatesPerMessageMax = 256;

    /// <summary>Ended tasks remembered for display, over all frameworks.</summary>
    public const int CompletedTasksMax = 1000;

    /// <summary>Statuses kept in the Task message of one task.</summary>
    public const int StatusesPerTaskMax = 16;

    /// <summary>Largest message taken from or sent over the link, in bytes.</summary>
    public const int LinkMessageBytesMax = 256 * 1024 * 1024;

    /// <summary>Paths waiting for removal by the sandbox collector.</summary>
    public const int CollectablePathsMax = 1_000_000;

    /// <summary>Events that may wait for one executor.</summary>
    public const int ExecutorEventsMax = 4096;

    /// <summary>Containers that calls of the operator API have launched and nobody has removed.</summary>
    public const int ApiContainersMax = 1000;

    /// <summary>Containers started at the same time; further launches wait their turn.</summary>
    public const int ConcurrentLaunchesMax = 64;
}
