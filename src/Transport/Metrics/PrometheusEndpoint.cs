using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace MesosOrleans.Transport.Metrics;

/// <summary>
/// <c>/metrics</c> and <c>/metrics/prometheus</c>: Mesos's metrics under the names of its exporters, and the instruments of the
/// process, in Prometheus' text format. Collecting begins with the first scrape: a process that nobody watches does not pay
/// for it.
/// </summary>
/// <param name="families">Which of Mesos's metrics are shown.</param>
/// <param name="take">Takes a snapshot of them, before each answer.</param>
internal sealed class PrometheusEndpoint(
    IReadOnlyList<ExporterFamily> families, Func<Task<IReadOnlyDictionary<string, double>>> take) : IDisposable
{
    /// <summary>Paths that it answers at.</summary>
    public static readonly IReadOnlyList<string> Paths = ["/metrics", "/metrics/prometheus"];

    private readonly Lock _lock = new();
    private PrometheusCollector? _collector;

    /// <summary>Serves it.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var path in Paths)
        {
            endpoints.Map(path, context => Answer(context, endpoints.ServiceProvider));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _collector?.Dispose();

    private async Task Answer(HttpContext context, IServiceProvider services)
    {
        var values = await take();
        PrometheusCollector collector;
        lock (_lock)
        {
            collector = _collector ??= new PrometheusCollector(families, services);
        }

        await collector.Answer(context, values);
    }
}
