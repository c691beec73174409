using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>The flags as values that have been checked.</summary>
public sealed record NodeOptions
{
    /// <summary>Link addresses (host:port) of the silos named by master.</summary>
    public required IReadOnlyList<string> LinkAddresses { get; init; }

    /// <summary>HTTP API addresses (host:port) as given.</summary>
    public required IReadOnlyList<string> Masters { get; init; }

    /// <summary>Absolute path.</summary>
    public required string WorkDir { get; init; }

    /// <summary>Absolute path.</summary>
    public required string RuntimeDir { get; init; }

    public required string Ip { get; init; }

    public required string AdvertiseIp { get; init; }

    /// <summary>0 for any free port.</summary>
    public required int Port { get; init; }

    public required string Hostname { get; init; }

    public string? Resources { get; init; }

    public string? Attributes { get; init; }

    public string DefaultRole { get; init; } = "*";

    public string? Domain { get; init; }

    /// <summary>Names of isolators; empty for those that go with the launcher.</summary>
    public IReadOnlyList<string> Isolation { get; init; } = [];

    /// <summary>linux, posix or auto.</summary>
    public string Launcher { get; init; } = "auto";

    public bool SwitchUser { get; init; } = true;

    public TimeSpan ExecutorShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ExecutorRegistrationTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ExecutorReregistrationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    public IReadOnlyDictionary<string, string> ExecutorEnvironmentVariables { get; init; }
        = new Dictionary<string, string>();

    public TimeSpan GcDelay { get; init; } = TimeSpan.FromDays(7);

    public double GcDiskHeadroom { get; init; } = 0.1;

    public TimeSpan DiskWatchInterval { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan RegistrationBackoffFactor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether recovery kills what it finds, instead of taking it over.</summary>
    public bool RecoverByCleanup { get; init; }

    public bool Strict { get; init; } = true;

    /// <summary>Whether a restart may add resources and attributes.</summary>
    public bool AdditiveReconfiguration { get; init; }

    public TimeSpan FetcherStallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    public string FrameworksHome { get; init; } = "";

    public bool CgroupsEnableCfs { get; init; }

    public string CgroupsRoot { get; init; } = "mesos";

    /// <summary>What clients of the HTTP endpoint may send.</summary>
    public HttpLimits HttpLimits { get; init; } = new();

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Directory of log files, or null for none.</summary>
    public string? LogDir { get; init; }

    /// <summary>Every flag's text, for people and for /flags.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();
}
