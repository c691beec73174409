using System.Net;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Silo.Api;

namespace MesosOrleans.Silo.Flags;

/// <summary>What the silo's flags mean.</summary>
internal sealed record SiloSettings
{
    /// <summary>Address to listen on.</summary>
    public required IPAddress Ip { get; init; }

    /// <summary>Port of the HTTP API.</summary>
    public required int Port { get; init; }

    /// <summary>Port that agent nodes attach to.</summary>
    public required int LinkPort { get; init; }

    /// <summary>Address told to others.</summary>
    public required IPAddress AdvertisedIp { get; init; }

    /// <summary>Host name told to others.</summary>
    public required string Hostname { get; init; }

    /// <summary>Port between silos.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Port of the Orleans gateway.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Directory of the embedded database.</summary>
    public required string WorkDir { get; init; }

    /// <summary>Database as given, or null for the embedded one.</summary>
    public required string? Db { get; init; }

    /// <summary>Kind of the grain storage.</summary>
    public required string Storage { get; init; }

    /// <summary>Name of the cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>Longest time between two allocation cycles.</summary>
    public required TimeSpan AllocationInterval { get; init; }

    /// <summary>Life of an unanswered offer, or null.</summary>
    public required TimeSpan? OfferTimeout { get; init; }

    /// <summary>Silence after which an agent is unreachable.</summary>
    public required TimeSpan AgentPingTimeout { get; init; }

    /// <summary>Shortest time between two agents that become unreachable; zero for no limit.</summary>
    public TimeSpan AgentRemovalInterval { get; init; }

    /// <summary>File of the host names that may be offered, as given; null or * for all.</summary>
    public string? Whitelist { get; init; }

    /// <summary>Time that agents have to come back after a start.</summary>
    public required TimeSpan AgentReregisterTimeout { get; init; }

    /// <summary>Smallest amounts worth an offer.</summary>
    public required string MinAllocatableResources { get; init; }

    /// <summary>Whether agents with GPUs are withheld from frameworks that do not ask for them.</summary>
    public required bool FilterGpuResources { get; init; }

    /// <summary>Whether frameworks may run as root.</summary>
    public required bool RootSubmissions { get; init; }

    /// <summary>What clients of the HTTP API may send.</summary>
    public HttpLimits HttpLimits { get; init; } = new();

    /// <summary>Subscriptions that one principal may have open at a silo.</summary>
    public int MaxStreamsPerPrincipal { get; init; } = MesosApiOptions.StreamsPerPrincipalMaxDefault;

    /// <summary>What orders roles.</summary>
    public SorterKind RoleSorter { get; init; } = SorterKind.Drf;

    /// <summary>What orders the frameworks of a role.</summary>
    public SorterKind FrameworkSorter { get; init; } = SorterKind.Drf;

    /// <summary>Names of resources that play no part in fairness.</summary>
    public IReadOnlyList<string> FairSharingExcludedResourceNames { get; init; } = [];

    /// <summary>Part of the known agents that ends the hold-off after a restart.</summary>
    public double AllocatorAgentRecoveryFactor { get; init; } = 0.8;

    /// <summary>Longest hold-off after a restart.</summary>
    public TimeSpan AllocatorRecoveryTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Weights of roles before any was ever set.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether each framework has metrics of its own.</summary>
    public bool PublishPerFrameworkMetrics { get; init; } = true;

    /// <summary>Directory of log files, or null for none.</summary>
    public string? LogDir { get; init; }

    /// <summary>Roles that frameworks may use, or null for any.</summary>
    public required IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Open event streams of operators at most.</summary>
    public int OperatorSubscribersMax { get; init; } = 1000;

    /// <summary>Least severe level to log.</summary>
    public required string LoggingLevel { get; init; }

    /// <summary>All flags as text, for listings; secrets left out.</summary>
    public required IReadOnlyDictionary<string, string> Flags { get; init; }
}
