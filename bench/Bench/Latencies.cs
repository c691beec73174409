namespace MesosOrleans.Bench;

/// <summary>Durations in milliseconds and their percentiles.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];
    private bool _sorted;

    /// <summary>How many there are.</summary>
    public int Count => _milliseconds.Count;

    /// <summary>Adds one.</summary>
    public void Add(TimeSpan duration)
    {
        _milliseconds.Add(duration.TotalMilliseconds);
        _sorted = false;
    }

    /// <summary>Adds all of another.</summary>
    public void AddAll(Latencies other)
    {
        _milliseconds.AddRange(other._milliseconds);
        _sorted = false;
    }

    /// <summary>The value below which a part (0 to 1) of them lies, in ms; 0 when there are none.</summary>
    public double Percentile(double part)
    {
        if (!_sorted)
        {
            _milliseconds.Sort();
            _sorted = true;
        }

        return Count == 0 ? 0 : Math.Round(_milliseconds[Math.Min(Count - 1, (int)(part * Count))], 3);
    }
}
