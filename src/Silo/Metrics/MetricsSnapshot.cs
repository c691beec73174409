using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Metrics;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Silo.Api;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator.Events;
using MesosOrleans.Silo.Api.V1.Scheduler;
using MesosOrleans.Silo.Api.View;
using MesosOrleans.Transport.Metrics;
using MesosOrleans.Transport.Pages;

namespace MesosOrleans.Silo.Metrics;

/// <summary>
/// All metrics by Mesos's names. Whatever is the cluster's is the same from every silo; what concerns the process that answers
/// (<c>system/</c>, <c>registrar/</c>, event queues, uptime) is that silo's. What is not ready in time is left out.
/// </summary>
internal sealed partial class MetricsSnapshot(
    ClusterViewReader views,
    MasterIdentity master,
    SessionRegistry sessions,
    EventHub hub,
    CounterReporter reporter,
    StorageTimes storage,
    RequestGauge requests,
    IGrainFactory grains,
    MesosApiOptions options,
    TimeProvider time,
    ILogger<MetricsSnapshot> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Values by name, sorted.</summary>
    /// <param name="timeout">How long to wait for what other grains tell; 5 seconds at most.</param>
    public async Task<IReadOnlyDictionary<string, double>> Take(TimeSpan? timeout = null)
    {
        var patience = timeout is { } given && given < Patience ? given : Patience;
        var viewing = Part(views.Get(), patience, "view");
        var allocating = Part(grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).GetSnapshot(), patience, "allocator");
        var counting = Part(Count(), patience, "counters");
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Local(values);
        if (await viewing is { } view)
        {
            ViewMetrics.AddTo(values, view, options.PublishPerFrameworkMetrics);
        }

        if (await allocating is { } snapshot)
        {
            Allocator(values, snapshot);
        }

        if (await counting is { } totals)
        {
            CounterMetrics.AddTo(values, totals);
            if (await viewing is { } known && options.PublishPerFrameworkMetrics)
            {
                CounterMetrics.AddTo(
                    values, totals, known.Frameworks.Concat(known.CompletedFrameworks).Select(framework => framework.FrameworkInfo));
            }

            CounterMetrics.AddOperations(values);
        }

        return values;
    }

    private async Task<CounterTotals> Count()
    {
        await reporter.Flush(CancellationToken.None);
        return await grains.GetGrain<IMetricsGrain>(0).Get();
    }

    private async Task<T?> Part<T>(Task<T> part, TimeSpan patience, string name)
        where T : class
    {
        try
        {
            return patience > TimeSpan.Zero || part.IsCompleted ? await part.WaitAsync(patience, time) : Late(part);
        }
        catch (TimeoutException)
        {
            return null;
        }
        catch (Exception exception)
        {
            // The others are better than no metrics at all.
            LogSilent(logger, exception, name);
            return null;
        }
    }

    // Nobody waits for it, and nobody is to be told if it fails.
    private static T? Late<T>(Task<T> part)
        where T : class
    {
        part.Ignore();
        return null;
    }

    private void Allocator(SortedDictionary<string, double> values, AllocatorSnapshot snapshot)
    {
        foreach (var name in MetricNames.Allocator)
        {
            values[name] = 0;
        }

        foreach (var (name, value) in snapshot.Metrics)
        {
            if (options.PublishPerFrameworkMetrics || !name.StartsWith("master/frameworks/", StringComparison.Ordinal))
            {
                values[name] = value;
            }
        }
    }

    private void Local(SortedDictionary<string, double> values)
    {
        foreach (var name in MetricNames.Local)
        {
            values[name] = 0;
        }

        values["master/operator_event_stream_subscribers"] = hub.Count;

        values["master/elected"] = 1;
        values["master/uptime_secs"] = (time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0) - master.StartTime;
        values["master/event_queue_http_requests"] = requests.Count;
        values["registrar/log/recovered"] = 1;
        values["registrar/log/ensemble_size"] = 1;
        storage.AddTo(values);
        HostFigures.Read().AddTo(values);
        if (options.RegistryPath is { } path)
        {
            values["registrar/registry_size_bytes"] = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        }

        // Streams of schedulers that this silo holds: a figure of our own.
        values["master/scheduler_streams"] = sessions.Count;
    }

    [LoggerMessage(5401, LogLevel.Warning, "A part of the metrics could not be read: {Name}")]
    private static partial void LogSilent(ILogger logger, Exception exception, string name);
}
