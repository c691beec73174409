using MesosOrleans.Grains.Interfaces.Metrics;

namespace MesosOrleans.Grains.Metrics;

/// <summary>Sums of the silos' reports.</summary>
[KeepAlive]
public sealed class MetricsGrain : Grain, IMetricsGrain
{
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<FrameworkCounter, long>> _frameworks = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _frameworksByChange = new();
    private readonly Dictionary<string, LinkedListNode<string>> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public Task Report(CounterReport report)
    {
        if (report.Sequence <= _sequences.GetValueOrDefault(report.Source))
        {
            return Task.CompletedTask;
        }

        _sequences[report.Source] = report.Sequence;
        foreach (var (name, count) in report.Totals)
        {
            if (_totals.Count < Limits.CountersMax || _totals.ContainsKey(name))
            {
                _totals[name] = _totals.GetValueOrDefault(name) + count;
            }
        }

        foreach (var (framework, counts) in report.Frameworks)
        {
            Add(framework, counts);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<CounterTotals> Get() => Task.FromResult(new CounterTotals
    {
        Totals = new Dictionary<string, long>(_totals, StringComparer.Ordinal),
        Frameworks = _frameworks.ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyDictionary<FrameworkCounter, long>)new Dictionary<FrameworkCounter, long>(pair.Value),
            StringComparer.Ordinal),
    });

    // Those that have been quiet for the longest time are forgotten first.
    private void Add(string framework, IReadOnlyDictionary<FrameworkCounter, long> counts)
    {
        if (_changes.Remove(framework, out var place))
        {
            _frameworksByChange.Remove(place);
        }
        else if (_frameworks.Count >= Limits.CountedFrameworksMax)
        {
            var quiet = _frameworksByChange.First!.Value;
            _frameworksByChange.RemoveFirst();
            _changes.Remove(quiet);
            _frameworks.Remove(quiet);
        }

        _changes[framework] = _frameworksByChange.AddLast(framework);
        if (!_frameworks.TryGetValue(framework, out var sums))
        {
            _frameworks.Add(framework, sums = []);
        }

        foreach (var (counter, count) in counts)
        {
            sums[counter] = sums.GetValueOrDefault(counter) + count;
        }
    }
}
