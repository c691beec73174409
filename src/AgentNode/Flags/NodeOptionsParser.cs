using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MesosOrleans.AgentNode.Isolation;
using MesosOrleans.Protocol.Text;
using MesosOrleans.Transport;

namespace MesosOrleans.AgentNode.Flags;

/// <summary>Turns the texts of flags into checked values.</summary>
internal sealed class NodeOptionsParser(IReadOnlyDictionary<string, string> texts)
{
    private const int LinkPortOffset = 1000;
    private const int DigestLength = 12;
    private static readonly TimeSpan ReregistrationTimeoutMax = TimeSpan.FromSeconds(15);

    /// <exception cref="FlagException">A flag is missing or makes no sense.</exception>
    public NodeOptions Parse()
    {
        var masters = Addresses();
        var ip = Address(NodeFlags.Ip, Required(NodeFlags.Ip));
        var advertiseIp = Address(NodeFlags.AdvertiseIp, Optional(NodeFlags.AdvertiseIp) ?? ip);
        return new NodeOptions
        {
            Masters = masters,
            LinkAddresses = LinkAddresses(masters),
            WorkDir = Path.GetFullPath(Required(NodeFlags.WorkDir)),
            RuntimeDir = RuntimeDir(),
            Ip = ip,
            AdvertiseIp = advertiseIp,
            Port = PortNumber(NodeFlags.Port, Required(NodeFlags.Port), 0),
            Hostname = Optional(NodeFlags.Hostname) ?? HostnameOf(advertiseIp),
            Resources = Optional(NodeFlags.Resources),
            Attributes = Optional(NodeFlags.Attributes),
            DefaultRole = Required(NodeFlags.DefaultRole),
            Domain = Optional(NodeFlags.Domain),
            Isolation = Isolation(),
            Launcher = OneOf(NodeFlags.Launcher, "auto", "linux", "posix"),
            SwitchUser = Switch(NodeFlags.SwitchUser),
            ExecutorShutdownGracePeriod = Duration(NodeFlags.ExecutorShutdownGracePeriod),
            ExecutorRegistrationTimeout = PositiveDuration(NodeFlags.ExecutorRegistrationTimeout),
            ExecutorReregistrationTimeout = ReregistrationTimeout(),
            RecoveryTimeout = Duration(NodeFlags.RecoveryTimeout),
            ExecutorEnvironmentVariables = Variables(),
            GcDelay = Duration(NodeFlags.GcDelay),
            GcDiskHeadroom = Fraction(NodeFlags.GcDiskHeadroom),
            DiskWatchInterval = PositiveDuration(NodeFlags.DiskWatchInterval),
            RegistrationBackoffFactor = Duration(NodeFlags.RegistrationBackoffFactor),
            RecoverByCleanup = OneOf(NodeFlags.Recover, "reconnect", "cleanup") == "cleanup",
            Strict = Switch(NodeFlags.Strict),
            AdditiveReconfiguration = OneOf(NodeFlags.ReconfigurationPolicy, "equal", "additive") == "additive",
            FetcherStallTimeout = PositiveDuration(NodeFlags.FetcherStallTimeout),
            FrameworksHome = texts.GetValueOrDefault(NodeFlags.FrameworksHome, ""),
            CgroupsEnableCfs = Switch(NodeFlags.CgroupsEnableCfs),
            CgroupsRoot = Optional(NodeFlags.CgroupsRoot) ?? "mesos_" + WorkDirDigest(),
            HttpLimits = new HttpLimits
            {
                BodyBytesMax = PositiveNumber(NodeFlags.MaxRequestBodyBytes),
                ConnectionsMax = PositiveNumber(NodeFlags.MaxHttpConnections),
                HeaderTimeout = PositiveDuration(NodeFlags.HttpHeaderTimeout),
            },
            LogLevel = Level(),
            LogDir = Optional(NodeFlags.LogDir) is { } logDir ? Path.GetFullPath(logDir) : null,
            Texts = texts,
        };
    }

    private string[] Isolation()
    {
        var names = Optional(NodeFlags.Isolation)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return IsolatorCatalog.Validate(names) is { } error ? throw Bad(NodeFlags.Isolation, error) : names;
    }

    private static FlagException Bad(string name, string why) => new($"--{name}: {why}");

    private string? Optional(string name)
        => texts.TryGetValue(name, out var text) && text.Length > 0 ? text : null;

    private string Required(string name) => Optional(name) ?? throw Bad(name, "a value is required");

    private string[] Addresses()
    {
        var addresses = Required(NodeFlags.Master)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var address in addresses)
        {
            Split(address);
        }

        return addresses.Length > 0 ? addresses : throw Bad(NodeFlags.Master, "names no address");
    }

    private static (string Host, int Port) Split(string address)
    {
        var colon = address.LastIndexOf(':');
        if (colon <= 0 || !Uri.TryCreate("http://" + address, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/")
        {
            throw Bad(NodeFlags.Master, $"'{address}' is not of the form host:port");
        }

        return (address[..colon], PortNumber(NodeFlags.Master, address[(colon + 1)..], 1));
    }

    private string[] LinkAddresses(string[] masters)
    {
        int? port = Optional(NodeFlags.LinkPort) is { } text ? PortNumber(NodeFlags.LinkPort, text, 1) : null;
        return
        [
            .. masters.Select(Split).Select(master => port is null && master.Port + LinkPortOffset > ushort.MaxValue
                ? throw Bad(NodeFlags.LinkPort, $"needed, as port {master.Port} + {LinkPortOffset} is no port")
                : $"{master.Host}:{port ?? master.Port + LinkPortOffset}"),
        ];
    }

    private static int PortNumber(string name, string text, int least)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port >= least && port <= ushort.MaxValue
            ? port
            : throw Bad(name, $"'{text}' is not a port number");

    private static string Address(string name, string text)
        => IPAddress.TryParse(text, out _) ? text : throw Bad(name, $"'{text}' is not an IP address");

    private static string HostnameOf(string ip)
        => IPAddress.IsLoopback(IPAddress.Parse(ip)) ? "localhost" : Dns.GetHostName();

    private string RuntimeDir()
    {
        if (Optional(NodeFlags.RuntimeDir) is { } given)
        {
            return Path.GetFullPath(given);
        }

        const string System = "/var/run/mesos";
        var parent = Environment.IsPrivilegedProcess ? System : Path.Combine(Path.GetTempPath(), "mesos-runtime");
        return Path.Combine(parent, WorkDirDigest());
    }

    /// <summary>Tells nodes of one machine apart, and finds a node's own containers again.</summary>
    private string WorkDirDigest()
    {
        var path = Encoding.UTF8.GetBytes(Path.GetFullPath(Required(NodeFlags.WorkDir)));
        return Convert.ToHexStringLower(SHA256.HashData(path))[..DigestLength];
    }

    private string OneOf(string name, params string[] choices)
    {
        var text = Required(name);
        return choices.Contains(text) ? text : throw Bad(name, $"'{text}' is none of {string.Join(", ", choices)}");
    }

    private bool Switch(string name) => Required(name) switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        var text => throw Bad(name, $"'{text}' is neither true nor false"),
    };

    private TimeSpan Duration(string name)
    {
        var text = Required(name);
        if (!DurationText.TryParse(text, out TimeSpan duration, out var error))
        {
            throw Bad(name, $"'{text}' is not a duration: {error}");
        }

        return duration >= TimeSpan.Zero ? duration : throw Bad(name, "must not be negative");
    }

    private TimeSpan PositiveDuration(string name)
    {
        var duration = Duration(name);
        return duration > TimeSpan.Zero ? duration : throw Bad(name, "must be more than zero");
    }

    private int PositiveNumber(string name) =>
        int.TryParse(Required(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw Bad(name, $"'{Required(name)}' is no number above 0");

    private TimeSpan ReregistrationTimeout()
    {
        var timeout = PositiveDuration(NodeFlags.ExecutorReregistrationTimeout);
        return timeout <= ReregistrationTimeoutMax
            ? timeout
            : throw Bad(NodeFlags.ExecutorReregistrationTimeout, "must not be more than 15secs");
    }

    private double Fraction(string name)
        => double.TryParse(Required(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and <= 1
            ? value
            : throw Bad(name, $"'{texts[name]}' is not a number between 0 and 1");

    private Dictionary<string, string> Variables()
    {
        var text = Optional(NodeFlags.ExecutorEnvironmentVariables);
        if (text is null)
        {
            return [];
        }

        try
        {
            text = text.StartsWith("file://", StringComparison.Ordinal) ? File.ReadAllText(text["file://".Length..]) : text;
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject()
                .ToDictionary(item => item.Name, item => item.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException)
        {
            throw Bad(NodeFlags.ExecutorEnvironmentVariables, "is not a JSON object of texts");
        }
    }

    private LogLevel Level() => OneOf(NodeFlags.LoggingLevel, "DEBUG", "INFO", "WARNING", "ERROR") switch
    {
        "DEBUG" => LogLevel.Debug,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
