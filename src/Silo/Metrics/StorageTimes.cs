using System.Diagnostics.Metrics;
using MesosOrleans.Core.Allocation.Tree;

namespace MesosOrleans.Silo.Metrics;

/// <summary>
/// What the storage's own instruments measure, in the form of Mesos's registrar: the times of the last hour's batches of this
/// silo, and what waits for the next.
/// </summary>
internal sealed class StorageTimes : IDisposable
{
    private const string StorageMeter = "MesosOrleans.Storage";
    private readonly MeterListener _listener = new();
    private readonly RunTimes _writes = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private double _lastReadMs;
    private long _queued;

    /// <summary>Starts to listen.</summary>
    public StorageTimes(TimeProvider time)
    {
        _time = time;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == StorageMeter && instrument.Name is "storage.batch.duration" or "storage.queue.length")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(OnDuration);
        _listener.SetMeasurementEventCallback<int>(OnLength);
        _listener.Start();
    }

    /// <summary>Adds the metrics <c>registrar/…</c>.</summary>
    public void AddTo(IDictionary<string, double> values)
    {
        Interlocked.Exchange(ref _queued, 0);
        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            _writes.Write("registrar/state_store_ms", values);
            values["registrar/state_fetch_ms"] = _lastReadMs;
        }

        values["registrar/queued_operations"] = Interlocked.Read(ref _queued);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static bool IsWrite(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "kind")
            {
                return tag.Value is "write";
            }
        }

        return false;
    }

    private void OnDuration(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_lock)
        {
            if (IsWrite(tags))
            {
                _writes.Add(_time.GetUtcNow(), TimeSpan.FromSeconds(seconds));
            }
            else
            {
                _lastReadMs = seconds * 1000;
            }
        }
    }

    private void OnLength(Instrument instrument, int length, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        Interlocked.Add(ref _queued, length);
}
