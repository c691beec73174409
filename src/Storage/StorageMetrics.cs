using System.Diagnostics.Metrics;

namespace MesosOrleans.Storage;

/// <summary>What the group-commit storage measures of itself.</summary>
internal sealed class StorageMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MesosOrleans.Storage";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _batchLength;
    private readonly Histogram<double> _batchDuration;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _failures;
    private readonly KeyValuePair<string, object?> _backend;

    /// <summary>Creates the instruments.</summary>
    /// <param name="backend">Value of their tag <c>backend</c>.</param>
    /// <param name="queueLengths">Reads the lengths of the write and the read queue.</param>
    public StorageMetrics(string backend, Func<(int Writes, int Reads)> queueLengths)
    {
        _backend = new("backend", backend);
        _batchLength = _meter.CreateHistogram<int>("storage.batch.length", "{operation}", "Operations in a batch");
        _batchDuration = _meter.CreateHistogram<double>("storage.batch.duration", "s", "Time of a batch in the database");
        _conflicts = _meter.CreateCounter<long>("storage.conflicts", "{write}", "Writes refused for a stale version");
        _failures = _meter.CreateCounter<long>("storage.failures", "{batch}", "Batches that failed");
        _meter.CreateObservableGauge(
            "storage.queue.length",
            () =>
            {
                var (writes, reads) = queueLengths();
                return new Measurement<int>[] { new(writes, _backend, Kind("write")), new(reads, _backend, Kind("read")) };
            },
            "{operation}",
            "Operations that wait for a batch");
    }

    public void BatchDone(string kind, int length, TimeSpan duration)
    {
        _batchLength.Record(length, _backend, Kind(kind));
        _batchDuration.Record(duration.TotalSeconds, _backend, Kind(kind));
    }

    public void BatchFailed(string kind) => _failures.Add(1, _backend, Kind(kind));

    public void Conflicted(int writes) => _conflicts.Add(writes, _backend);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);
}
