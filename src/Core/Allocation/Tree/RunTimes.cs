namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Durations of the last hour, at most the newest ones, with the statistics that Mesos's timers give.</summary>
public sealed class RunTimes
{
    private const int SamplesMax = 4096;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private static readonly (string Name, double Part)[] Parts =
        [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999), ("p9999", 0.9999)];

    private readonly Queue<(DateTimeOffset At, double Milliseconds)> _samples = new();
    private double _last;

    /// <summary>Adds a duration.</summary>
    public void Add(DateTimeOffset now, TimeSpan duration)
    {
        _last = duration.TotalMilliseconds;
        _samples.Enqueue((now, _last));
        while (_samples.Count > SamplesMax || (_samples.TryPeek(out var oldest) && oldest.At < now - Window))
        {
            _samples.Dequeue();
        }
    }

    /// <summary>Writes the statistics under a name; all are 0 before the first duration.</summary>
    public void Write(string name, IDictionary<string, double> metrics)
    {
        var sorted = _samples.Select(sample => sample.Milliseconds).Order().ToArray();
        metrics[name] = _last;
        metrics[name + "/count"] = sorted.Length;
        metrics[name + "/min"] = sorted.Length == 0 ? 0 : sorted[0];
        metrics[name + "/max"] = sorted.Length == 0 ? 0 : sorted[^1];
        foreach (var (part, fraction) in Parts)
        {
            metrics[$"{name}/{part}"] = sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling((sorted.Length - 1) * fraction)];
        }
    }
}
