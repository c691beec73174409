using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>When and what a check or a health check runs: one shape for both messages. Pure.</summary>
internal sealed record CheckPlan
{
    public required TimeSpan Delay { get; init; }

    public required TimeSpan Interval { get; init; }

    /// <summary>Zero for none.</summary>
    public required TimeSpan Timeout { get; init; }

    public CommandInfo? Command { get; init; }

    /// <summary>Address of an HTTP check.</summary>
    public Uri? Uri { get; init; }

    /// <summary>Port of a TCP check.</summary>
    public int? TcpPort { get; init; }

    /// <summary>Whether HTTP and TCP go to ::1.</summary>
    public bool IsIpv6 { get; init; }

    public static CheckPlan Of(CheckInfo check)
    {
        var isHttp = check.Type == CheckInfo.Types.Type.Http;
        return new CheckPlan
        {
            Delay = Seconds(check.DelaySeconds),
            Interval = Seconds(check.IntervalSeconds),
            Timeout = Seconds(check.TimeoutSeconds),
            Command = check.Type == CheckInfo.Types.Type.Command ? check.Command?.Command_ : null,
            Uri = isHttp && check.Http is { } http ? HttpUri("http", "127.0.0.1", http.Port, http.Path) : null,
            TcpPort = check.Type == CheckInfo.Types.Type.Tcp ? (int?)check.Tcp?.Port : null,
        };
    }

    public static CheckPlan Of(HealthCheck check)
    {
        // Older frameworks leave the type out: then the part that is set tells.
        var type = check.HasType ? check.Type
            : check.Command is not null ? HealthCheck.Types.Type.Command
            : check.Http is not null ? HealthCheck.Types.Type.Http
            : HealthCheck.Types.Type.Tcp;
        var isIpv6 = check.Http?.Protocol == NetworkInfo.Types.Protocol.Ipv6
            || check.Tcp?.Protocol == NetworkInfo.Types.Protocol.Ipv6;
        var host = isIpv6 ? "[::1]" : "127.0.0.1";
        return new CheckPlan
        {
            Delay = Seconds(check.DelaySeconds),
            Interval = Seconds(check.IntervalSeconds),
            Timeout = Seconds(check.TimeoutSeconds),
            Command = type == HealthCheck.Types.Type.Command ? check.Command : null,
            Uri = type == HealthCheck.Types.Type.Http && check.Http is { } http
                ? HttpUri(http.HasScheme ? http.Scheme : "http", host, http.Port, http.Path)
                : null,
            TcpPort = type == HealthCheck.Types.Type.Tcp ? (int?)check.Tcp?.Port : null,
            IsIpv6 = isIpv6,
        };
    }

    /// <summary>Seconds as a span between zero and 49 days, what timers can hold.</summary>
    public static TimeSpan Seconds(double seconds)
        => double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 49 * 86400)) : TimeSpan.FromDays(49);

    private static Uri? HttpUri(string scheme, string host, uint port, string path)
    {
        var separator = path.Length == 0 || path.StartsWith('/') ? "" : "/";
        return Uri.TryCreate($"{scheme}://{host}:{port}{separator}{path}", UriKind.Absolute, out var uri) ? uri : null;
    }
}
