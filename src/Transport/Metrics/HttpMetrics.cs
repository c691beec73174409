using System.Diagnostics.Metrics;
using System.Globalization;

namespace MesosOrleans.Transport.Metrics;

/// <summary>Requests by what they ask for and how they are answered, for meters.</summary>
internal static class HttpMetrics
{
    private static readonly object KindKey = new();
    private static readonly Meter Meter = new("MesosOrleans.Http");
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "mesosorleans.http.requests", "s", "Time from a request's arrival to the end of its answer; streams until their end");

    /// <summary>Says what a request asks for: the type of its call. Only names of the protocol, so that there are few.</summary>
    public static void SetKind(HttpContext context, string kind) => context.Items[KindKey] = kind;

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path of its handler, not the one that was asked for.</param>
    /// <param name="duration">How long it took.</param>
    public static void Record(HttpContext context, string path, TimeSpan duration)
    {
        var kind = context.Items.TryGetValue(KindKey, out var call) ? $"{path} {call}" : path;
        Seconds.Record(
            duration.TotalSeconds,
            new KeyValuePair<string, object?>("kind", kind),
            new KeyValuePair<string, object?>("status", context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)));
    }
}
