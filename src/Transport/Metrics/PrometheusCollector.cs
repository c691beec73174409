using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MesosOrleans.Transport.Metrics;

/// <summary>Collects the instruments of the process from now on, and writes them in Prometheus' format.</summary>
internal sealed class PrometheusCollector : IDisposable
{
    // Roles, principals and reasons come from outside: each metric has room for so many of them.
    private const int SeriesMax = 500;
    private const string OwnMeters = "MesosOrleans.*";

    // Seconds: from a tenth of a millisecond, which a cycle may take, to the minute that a launch may.
    private static readonly double[] Buckets =
        [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static int _count;

    // A name of its own: each collector shows its own snapshot, should there be several in a process.
    private readonly Meter _meter = new($"Mesos.{Interlocked.Increment(ref _count)}");
    private readonly MeterProvider _provider;
    private readonly RequestDelegate _answer;
    private volatile IReadOnlyDictionary<string, double> _snapshot = new Dictionary<string, double>();

    /// <summary>Starts to collect.</summary>
    /// <param name="families">Which of Mesos's metrics are shown.</param>
    /// <param name="services">The host's.</param>
    public PrometheusCollector(IEnumerable<ExporterFamily> families, IServiceProvider services)
    {
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
        _answer = new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, null, null, null)
            .Build();
    }

    /// <summary>Answers a scrape.</summary>
    /// <param name="context">The request.</param>
    /// <param name="snapshot">Mesos's metrics as they are now.</param>
    public Task Answer(HttpContext context, IReadOnlyDictionary<string, double> snapshot)
    {
        var values = new Dictionary<string, double>(snapshot, StringComparer.Ordinal);
        foreach (var (name, total) in snapshot.Where(item => item.Key.EndsWith("_total", StringComparison.Ordinal)))
        {
            var kind = name[..^"_total".Length];
            if (values.TryGetValue(kind + "_used", out var used))
            {
                values[kind + "_free"] = total - used;
            }
        }

        _snapshot = values;
        return _answer(context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }
}
