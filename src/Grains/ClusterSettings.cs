using MesosOrleans.Core.Allocation;

namespace MesosOrleans.Grains;

/// <summary>What operators set for a whole cluster. Names and defaults are those of Mesos's flags.</summary>
public sealed class ClusterSettings
{
    /// <summary>Longest time between two allocation cycles (<c>--allocation_interval</c>).</summary>
    public TimeSpan AllocationInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an agent may be disconnected before it counts as unreachable (ping time-out times pings).</summary>
    public TimeSpan AgentPingTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>
    /// Shortest time between two agents that become unreachable; zero for no limit (<c>--agent_removal_rate_limit</c>).
    /// </summary>
    public TimeSpan AgentRemovalInterval { get; set; }

    /// <summary>Tells the host names that may be offered at a moment; null for all (<c>--whitelist</c>).</summary>
    public Func<IReadOnlyList<string>?> Whitelist { get; set; } = () => null;

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

    /// <summary>What orders roles (<c>--role_sorter</c>).</summary>
    public SorterKind RoleSorter { get; set; } = SorterKind.Drf;

    /// <summary>What orders the frameworks of a role (<c>--framework_sorter</c>).</summary>
    public SorterKind FrameworkSorter { get; set; } = SorterKind.Drf;

    /// <summary>Names of resources that play no part in fairness (<c>--fair_sharing_excluded_resource_names</c>).</summary>
    public IReadOnlyList<string> FairSharingExcludedResourceNames { get; set; } = [];

    /// <summary>The region of the cluster; null when it has no domain.</summary>
    public string? Region { get; set; }

    /// <summary>
    /// Part of the known agents, from 0 to 1, that must be back after a restart before anything is offered while there are
    /// quotas (<c>--allocator_agent_recovery_factor</c>).
    /// </summary>
    public double AgentRecoveryFactor { get; set; } = 0.8;

    /// <summary>Longest time to wait for them (<c>--allocator_recovery_timeout</c>).</summary>
    public TimeSpan AgentRecoveryTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Weights of roles before any was ever set (<c>--weights</c>).</summary>
    public IReadOnlyDictionary<string, double> Weights { get; set; } = new Dictionary<string, double>();

    /// <summary>Seed of the allocator's chance; the same seed and the same messages give the same offers.</summary>
    public int AllocatorSeed { get; set; } = 1;

    /// <summary>
    /// How long a framework's grain that came up anew, or lost the silo that held the scheduler's stream, waits for the
    /// session: calls are taken and events are kept meanwhile. A framework is not removed before, whatever its
    /// failover_timeout.
    /// </summary>
    public TimeSpan ReattachPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Runs allocation cycles on demand only, by <c>IRootAllocatorGrain.Cycle</c>, on a clock that only that moves. For tests
    /// and benchmarks.
    /// </summary>
    public bool ManualAllocation { get; set; }
}
