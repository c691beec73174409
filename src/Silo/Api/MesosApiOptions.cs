namespace MesosOrleans.Silo.Api;

/// <summary>What the HTTP face of a silo says of itself, and its limits.</summary>
public sealed class MesosApiOptions
{
    /// <summary>Address that this silo advertises to schedulers and operators.</summary>
    public string Ip { get; set; } = "127.0.0.1";

    /// <summary>Port that this silo advertises.</summary>
    public int Port { get; set; } = 5050;

    /// <summary>Host name that this silo advertises.</summary>
    public string Hostname { get; set; } = "localhost";

    /// <summary>Name of the cluster, or null.</summary>
    public string? Cluster { get; set; }

    /// <summary>Version that is announced: integers and dots only, clients parse it.</summary>
    public string Version { get; set; } = "1.12.0";

    /// <summary>Date of the build, as text.</summary>
    public string BuildDate { get; set; } = "";

    /// <summary>Time of the build, seconds since the epoch.</summary>
    public double BuildTime { get; set; }

    /// <summary>Who built it.</summary>
    public string BuildUser { get; set; } = "";

    /// <summary>Flags as <c>/flags</c> and GET_FLAGS show them, by name.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; set; } = new SortedDictionary<string, string>();

    /// <summary>Directory of the log, or null.</summary>
    public string? LogDir { get; set; }

    /// <summary>Whether each framework has metrics of its own (flag <c>--publish_per_framework_metrics</c>).</summary>
    public bool PublishPerFrameworkMetrics { get; set; } = true;

    /// <summary>File of the embedded database, or null for another.</summary>
    public string? RegistryPath { get; set; }

    /// <summary>Roles that there are, or null for all (flag <c>--roles</c>).</summary>
    public IReadOnlyCollection<string>? Roles { get; set; }

    /// <summary>Whether frameworks may run as root (flag <c>--root_submissions</c>).</summary>
    public bool RootSubmissions { get; set; } = true;

    /// <summary>Time between two HEARTBEAT events of a stream.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between two assurances of a scheduler's session to its framework.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call is repeated while its framework's grain moves to another silo.</summary>
    public TimeSpan CallPatience { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a subscriber may leave its stream unread before it is cut off.</summary>
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Events that may wait for one subscriber.</summary>
    public int QueuedEventsMax { get; set; } = 4096;

    /// <summary>Default of <see cref="StreamsPerPrincipalMax"/>.</summary>
    public const int StreamsPerPrincipalMaxDefault = 10_000;

    /// <summary>Open event streams of operators; one more closes the oldest (flag <c>--max_operator_event_stream_subscribers</c>).</summary>
    public int OperatorSubscribersMax { get; set; } = 1000;

    /// <summary>Events that may wait for one operator's stream.</summary>
    public int EventsBehindMax { get; set; } = 65_536;

    /// <summary>Greatest request body, in bytes, before and after decompression.</summary>
    public int BodyBytesMax { get; set; } = HttpLimits.BodyBytesMaxDefault;

    /// <summary>Subscriptions of schedulers that one principal may have open here; all anonymous ones are one principal's.</summary>
    public int StreamsPerPrincipalMax { get; set; } = StreamsPerPrincipalMaxDefault;
}
