namespace MesosOrleans.AgentNode.CustomExecutors;

/// <summary>The flags that bear on custom executors.</summary>
internal sealed record ExecutorLimits
{
    /// <summary>An executor that has not subscribed for this long is ended.</summary>
    public TimeSpan RegistrationTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same after a restart of the node; also the bound of an executor's pauses between attempts.</summary>
    public TimeSpan ReregistrationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an executor looks for its node before it gives up.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Time to end after SHUTDOWN, unless the executor names its own.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two HEARTBEAT events.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether CPU requests are limits as well.</summary>
    public bool EnableCfs { get; init; }
}
