using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Protocol.Text;

namespace MesosOrleans.Silo.Flags;

/// <summary>
/// The silo's flags: names, defaults and help in one place. Each is also read from the environment as
/// <c>MESOS_&lt;NAME&gt;</c>; the command line wins.
/// </summary>
internal sealed partial class SiloFlags
{
    private const int LinkPortOffset = 1000;
    private const int PortMax = 65535;
    private static readonly TimeSpan PingTimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingTimeoutMax = TimeSpan.FromMinutes(15);

    private readonly Option<string> _ip = new("--ip")
    {
        Description = "IP address to listen on for the HTTP API and for agent nodes.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "Port of the HTTP API.",
        DefaultValueFactory = _ => 5050,
    };

    private readonly Option<int?> _linkPort = new("--link_port")
    {
        Description = "Port that agent nodes attach to. Default: the port of the HTTP API plus 1000.",
    };

    private readonly Option<string?> _advertiseIp = new("--advertise_ip")
    {
        Description = "IP address told to others, when it differs from --ip.",
    };

    private readonly Option<string?> _hostname = new("--hostname")
    {
        Description = "Host name told to others. Default: the advertised IP address.",
    };

    private readonly Option<int> _siloPort = new("--silo_port")
    {
        Description = "Port between silos.",
        DefaultValueFactory = _ => 11111,
    };

    private readonly Option<int> _gatewayPort = new("--gateway_port")
    {
        Description = "Port of the Orleans gateway, for frameworks that use the client SDK.",
        DefaultValueFactory = _ => 30000,
    };

    private readonly Option<string> _workDir = new("--work_dir")
    {
        Description = "Directory of the embedded database.",
        DefaultValueFactory = _ => ".data/silo",
    };

    private readonly Option<string?> _db = new("--db")
    {
        Description = "Database: a PostgreSQL connection string (\"Host=...\") for a cluster of silos, or the path of a SQLite "
            + "file for a single one. Default: mesosorleans.db in --work_dir.",
    };

    private readonly Option<string> _storage = new("--storage")
    {
        Description = "Grain storage: groupcommit, or adonet for Orleans' stock provider (PostgreSQL only).",
        DefaultValueFactory = _ => "groupcommit",
    };

    private readonly Option<string> _cluster = new("--cluster")
    {
        Description = "Name of the cluster. Silos with one name and one database form one cluster.",
        DefaultValueFactory = _ => "mesos",
    };

    private readonly Option<string> _allocationInterval = Duration(
        "--allocation_interval", "Longest time between two allocation cycles.", "1secs");

    private readonly Option<string?> _offerTimeout = new("--offer_timeout")
    {
        Description = "Rescind offers that are not answered within this time, e.g. 2mins. Default: never.",
        Validators = { CheckDuration },
    };

    private readonly Option<string> _agentPingTimeout = Duration(
        "--agent_ping_timeout", "Time after which an unanswered ping counts as missed.", "15secs");

    private readonly Option<int> _maxAgentPingTimeouts = new("--max_agent_ping_timeouts")
    {
        Description = "Missed pings after which an agent is unreachable.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<string> _agentReregisterTimeout = Duration(
        "--agent_reregister_timeout", "Time that agents have to come back after the cluster has started.", "10mins");

    private readonly Option<string?> _agentRemovalRateLimit = new("--agent_removal_rate_limit")
    {
        Description = "Most agents that are marked unreachable within a time, e.g. 1/10mins. Default: no limit.",
        Validators = { CheckRate },
    };

    private readonly Option<string?> _whitelist = new("--whitelist")
    {
        Description = "File with the host names of the agents to offer, one a line; read again every few seconds. It must be the "
            + "same for all silos. Default, and *: every agent is offered.",
    };

    private readonly Option<string> _minAllocatable = new("--min_allocatable_resources")
    {
        Description = "Smallest amounts worth an offer; alternatives are separated by |.",
        DefaultValueFactory = _ => "cpus:0.01|mem:32",
    };

    private readonly Option<bool> _filterGpu = new("--filter_gpu_resources")
    {
        Description = "Offer agents with GPUs only to frameworks that have the capability GPU_RESOURCES.",
        DefaultValueFactory = _ => true,
    };

    private readonly Option<SorterKind> _roleSorter = new("--role_sorter")
    {
        Description = "What orders roles: drf or random.",
        DefaultValueFactory = _ => SorterKind.Drf,
    };

    private readonly Option<SorterKind> _frameworkSorter = new("--framework_sorter")
    {
        Description = "What orders the frameworks of a role: drf or random.",
        DefaultValueFactory = _ => SorterKind.Drf,
    };

    private readonly Option<string?> _fairSharingExcluded = new("--fair_sharing_excluded_resource_names")
    {
        Description = "Comma-separated names of resources that play no part in fair sharing, e.g. gpus.",
    };

    private readonly Option<double> _recoveryFactor = new("--allocator_agent_recovery_factor")
    {
        Description = "Part of the known agents, from 0 to 1, that must be back after a restart before anything is offered "
            + "while there are quotas.",
        DefaultValueFactory = _ => 0.8,
        Validators = { CheckPart },
    };

    private readonly Option<string> _recoveryTimeout = Duration(
        "--allocator_recovery_timeout", "Longest time to wait for them.", "10mins");

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Weights of roles before any was ever set: role=weight,role=weight.",
    };

    private readonly Option<bool> _rootSubmissions = new("--root_submissions")
    {
        Description = "Let frameworks run as root.",
        DefaultValueFactory = _ => true,
    };

    private readonly Option<string?> _roles = new("--roles")
    {
        Description = "Comma-separated list of the roles that frameworks may use. Default: any.",
    };

    private readonly Option<int> _subscribersMax = new("--max_operator_event_stream_subscribers")
    {
        Description = "Open event streams of operators; one more closes the oldest.",
        DefaultValueFactory = _ => 1000,
        Validators = { CheckPositive },
    };

    private readonly Option<string> _loggingLevel = new("--logging_level")
    {
        Description = "Least severe level to log: INFO, WARNING or ERROR.",
        DefaultValueFactory = _ => "WARNING",
    };

    private readonly Option<bool> _perFrameworkMetrics = new("--publish_per_framework_metrics")
    {
        Description = "Give each framework metrics of its own.",
        DefaultValueFactory = _ => true,
    };

    private readonly Option<string?> _logDir = new("--log_dir")
    {
        Description = "Directory of log files, beside the log on standard error: at most 5 of 16 MB. They can be read as /master/log.",
    };

    /// <summary>Creates the flags with their rules.</summary>
    public SiloFlags()
    {
        _ip.Validators.Add(CheckIp);
        _advertiseIp.Validators.Add(CheckIp);
        foreach (var port in new Option[] { _port, _linkPort, _siloPort, _gatewayPort })
        {
            port.Validators.Add(CheckPort);
        }

        _maxAgentPingTimeouts.Validators.Add(CheckPositive);
        _agentPingTimeout.Validators.Add(CheckPingTimeout);
        _agentPingTimeout.Aliases.Add("--slave_ping_timeout");
        _maxAgentPingTimeouts.Aliases.Add("--max_slave_ping_timeouts");
        _agentReregisterTimeout.Aliases.Add("--slave_reregister_timeout");
        _agentRemovalRateLimit.Aliases.Add("--slave_removal_rate_limit");
        _loggingLevel.AcceptOnlyFromAmong("INFO", "WARNING", "ERROR");
        Command = new RootCommand("Runs one silo of a MesosOrleans cluster: the HTTP API, the grains, the agents' link.");
        foreach (var option in All)
        {
            Command.Options.Add(option);
        }
    }

    /// <summary>The command that the flags belong to.</summary>
    public RootCommand Command { get; }

    private IEnumerable<Option> All =>
    [
        _ip, _port, _linkPort, _advertiseIp, _hostname, _siloPort, _gatewayPort, _workDir, _db, _storage, _cluster,
        _allocationInterval, _offerTimeout, _agentPingTimeout, _maxAgentPingTimeouts, _agentReregisterTimeout,
        _agentRemovalRateLimit, _whitelist, _minAllocatable, _filterGpu, _roleSorter, _frameworkSorter, _fairSharingExcluded,
        _recoveryFactor, _recoveryTimeout,
        _weights, _rootSubmissions, _roles, _maxRequestBodyBytes, _maxHttpConnections, _httpHeaderTimeout,
        _maxStreamsPerPrincipal, _subscribersMax, _loggingLevel, _logDir, _perFrameworkMetrics,
    ];

    /// <summary>Adds the flags that are set in the environment and not on the command line.</summary>
    public string[] WithEnvironment(string[] args, Func<string, string?> environment)
    {
        var all = new List<string>(args);
        foreach (var option in All)
        {
            string[] names = [option.Name, .. option.Aliases];
            var given = args.Any(arg => names.Any(
                name => arg == name || arg.StartsWith(name + "=", StringComparison.Ordinal)));
            var value = names.Select(name => environment("MESOS_" + name[2..].ToUpperInvariant()))
                .FirstOrDefault(text => !string.IsNullOrEmpty(text));
            if (!given && value is not null)
            {
                all.Add($"{option.Name}={value}");
            }
        }

        return [.. all];
    }

    /// <summary>The settings that the parsed flags mean.</summary>
    public SiloSettings Read(ParseResult result)
    {
        var ip = result.GetValue(_ip)!;
        var port = result.GetValue(_port);
        var advertised = result.GetValue(_advertiseIp) ?? ip;
        return new SiloSettings
        {
            Ip = IPAddress.Parse(ip),
            Port = port,
            LinkPort = result.GetValue(_linkPort) ?? port + LinkPortOffset,
            AdvertisedIp = IPAddress.Parse(advertised),
            Hostname = result.GetValue(_hostname) ?? advertised,
            SiloPort = result.GetValue(_siloPort),
            GatewayPort = result.GetValue(_gatewayPort),
            WorkDir = Path.GetFullPath(result.GetValue(_workDir)!),
            Db = result.GetValue(_db),
            Storage = result.GetValue(_storage)!,
            Cluster = result.GetValue(_cluster)!,
            AllocationInterval = Parse(result.GetValue(_allocationInterval)!),
            OfferTimeout = result.GetValue(_offerTimeout) is { } timeout ? Parse(timeout) : null,
            AgentPingTimeout = Parse(result.GetValue(_agentPingTimeout)!) * result.GetValue(_maxAgentPingTimeouts),
            AgentReregisterTimeout = Parse(result.GetValue(_agentReregisterTimeout)!),
            AgentRemovalInterval = result.GetValue(_agentRemovalRateLimit) is { } rate ? ParseRate(rate)!.Value : TimeSpan.Zero,
            Whitelist = result.GetValue(_whitelist),
            MinAllocatableResources = result.GetValue(_minAllocatable)!,
            FilterGpuResources = result.GetValue(_filterGpu),
            RoleSorter = result.GetValue(_roleSorter),
            FrameworkSorter = result.GetValue(_frameworkSorter),
            FairSharingExcludedResourceNames = List(result.GetValue(_fairSharingExcluded)) ?? [],
            AllocatorAgentRecoveryFactor = result.GetValue(_recoveryFactor),
            AllocatorRecoveryTimeout = Parse(result.GetValue(_recoveryTimeout)!),
            Weights = WeightList.Parse(result.GetValue(_weights)),
            RootSubmissions = result.GetValue(_rootSubmissions),
            Roles = List(result.GetValue(_roles)),
            HttpLimits = ReadHttpLimits(result),
            MaxStreamsPerPrincipal = result.GetValue(_maxStreamsPerPrincipal),
            OperatorSubscribersMax = result.GetValue(_subscribersMax),
            LoggingLevel = result.GetValue(_loggingLevel)!,
            PublishPerFrameworkMetrics = result.GetValue(_perFrameworkMetrics),
            LogDir = result.GetValue(_logDir) is { } logDir ? Path.GetFullPath(logDir) : null,
            Flags = All.ToDictionary(option => option.Name[2..], option => Text(result, option), StringComparer.Ordinal),
        };
    }

    private static string[]? List(string? text) =>
        text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void CheckPart(OptionResult result)
    {
        if (result.Tokens is [var token, ..]
            && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' is no number from 0 to 1");
        }
    }

    private static string Text(ParseResult result, Option option) =>
        result.GetResult(option) is { Tokens: [var token, ..] } && option.Name != "--db" ? token.Value : "";

    private static Option<string> Duration(string name, string description, string value) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => value,
        Validators = { CheckDuration },
    };

    private static TimeSpan Parse(string text) =>
        DurationText.TryParse(text, out TimeSpan duration, out _) ? duration : throw new FormatException(text);

    private static void CheckDuration(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && !DurationText.TryParse(token.Value, out TimeSpan _, out var error))
        {
            result.AddError($"{result.Option.Name}: {error}");
        }
    }

    // N/duration: the time between two, or null when the text is no rate.
    private static TimeSpan? ParseRate(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && double.TryParse(text[..slash], NumberStyles.Float, CultureInfo.InvariantCulture, out var count) && count > 0
            && double.IsFinite(count)
            && DurationText.TryParse(text[(slash + 1)..], out TimeSpan duration, out _) && duration > TimeSpan.Zero
            ? duration / count
            : null;
    }

    private static void CheckRate(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && ParseRate(token.Value) is null)
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' is no rate; it is a number, a slash and a duration, e.g. 1/10mins");
        }
    }

    private static void CheckPingTimeout(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && DurationText.TryParse(token.Value, out TimeSpan timeout, out _)
            && (timeout < PingTimeoutMin || timeout > PingTimeoutMax))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' is not between 1secs and 15mins");
        }
    }

    private static void CheckIp(OptionResult result)
    {
        if (result.Tokens is [var token, ..] && !IPAddress.TryParse(token.Value, out _))
        {
            result.AddError($"{result.Option.Name}: '{token.Value}' is no IP address");
        }
    }

    // Looks at the text: the value of an option that cannot be read cannot be asked for.
    private static void CheckPort(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > PortMax)
            {
                result.AddError($"{result.Option.Name}: '{token.Value}' is no port (1 to {PortMax})");
            }
        }
    }
}
