using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Transport.Metrics;

/// <summary>
/// <c>/metrics</c> and <c>/metrics/prometheus</c>: Mesos's metrics under the names of its exporters, and the instruments of the
/// process, in Prometheus' text format. Collecting begins with the first scrape: a process that nobody watches does not pay
/// for it.
/// </summary>
/// <param name="families">Which of Mesos's metrics are shown.</param>
/// <param name="take">Takes a snapshot of them, before each answer.</param>
internal sealed class PrometheusEndpoint(
    IEnumerable<ExporterFamily> families, Func<Task<IReadOnlyDictionary<string, double>>> take) : IDisposable
{
    /// <summary>Paths that it answers at.</summary>
    public static readonly IReadOnlyList<string> Paths = ["/metrics", "/metrics/prometheus"];

    // Roles, principals and reasons come from outside: each metric has room for so many of them.
    private const int SeriesMax = 500;
    private const string OwnMeters = "MesosOrleans.*";

    // Seconds: from a tenth of a millisecond, which a cycle may take, to the minute that a launch may.
    private static readonly double[] Buckets =
        [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static int _count;

    private readonly Lock _lock = new();
    private Meter? _meter;
    private MeterProvider? _provider;
    private RequestDelegate? _answer;
    private volatile IReadOnlyDictionary<string, double> _snapshot = new Dictionary<string, double>();

    /// <summary>Serves it.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var path in Paths)
        {
            endpoints.Map(path, context => Answer(context, endpoints.ServiceProvider));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider?.Dispose();
        _meter?.Dispose();
    }

    private async Task Answer(HttpContext context, IServiceProvider services)
    {
        var values = new Dictionary<string, double>(await take(), StringComparer.Ordinal);
        foreach (var (name, total) in values.Where(item => item.Key.EndsWith("_total", StringComparison.Ordinal)).ToList())
        {
            var kind = name[..^"_total".Length];
            if (values.TryGetValue(kind + "_used", out var used))
            {
                values[kind + "_free"] = total - used;
            }
        }

        _snapshot = values;
        RequestDelegate answer;
        lock (_lock)
        {
            answer = _answer ??= Start(services);
        }

        await answer(context);
    }

    private RequestDelegate Start(IServiceProvider services)
    {
        // A name of its own: each exporter shows its own snapshot, should there be several in a process.
        _meter = new Meter($"Mesos.{Interlocked.Increment(ref _count)}");
        foreach (var family in families)
        {
            if (family.IsCounter)
            {
                _meter.CreateObservableCounter(family.Name, () => family.Read(_snapshot, SeriesMax));
            }
            else
            {
                _meter.CreateObservableGauge(family.Name, () => family.Read(_snapshot, SeriesMax));
            }
        }

        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(OwnMeters, _meter.Name)
            .AddView(instrument => instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>) && instrument.Unit == "s"
                ? new ExplicitBucketHistogramConfiguration { Boundaries = Buckets, CardinalityLimit = SeriesMax }
                : new MetricStreamConfiguration { CardinalityLimit = SeriesMax })
            .AddPrometheusExporter()
            .Build();
        return new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, null, null, null)
            .Build();
    }
}
