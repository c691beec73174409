namespace MesosOrleans.Grains;

/// <summary>What operators set for a whole cluster. Names and defaults are those of Mesos's flags.</summary>
public sealed class ClusterSettings
{
    /// <summary>Longest time between two allocation cycles (<c>--allocation_interval</c>).</summary>
    public TimeSpan AllocationInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an agent may be disconnected before it counts as unreachable (ping time-out times pings).</summary>
    public TimeSpan AgentPingTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>How long agents have to come back after a restart of the cluster (<c>--agent_reregister_timeout</c>).</summary>
    public TimeSpan AgentReregisterTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an offer lives; null for ever (<c>--offer_timeout</c>).</summary>
    public TimeSpan? OfferTimeout { get; set; }

    /// <summary>Smallest amounts worth an offer (<c>--min_allocatable_resources</c>), alternatives separated by <c>|</c>.</summary>
    public string MinAllocatableResources { get; set; } = "cpus:0.01|mem:32";

    /// <summary>Withhold agents with GPUs from frameworks without GPU_RESOURCES (<c>--filter_gpu_resources</c>).</summary>
    public bool FilterGpuResources { get; set; } = true;

    /// <summary>Interval of heartbeats on schedulers' streams, as announced to them.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether frameworks may run as root (<c>--root_submissions</c>).</summary>
    public bool RootSubmissions { get; set; } = true;

    /// <summary>Roles that may be used; null for any (<c>--roles</c>).</summary>
    public IReadOnlyList<string>? Roles { get; set; }
}
