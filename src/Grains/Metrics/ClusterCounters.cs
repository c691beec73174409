using MesosOrleans.Grains.Interfaces.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Grains.Metrics;

/// <summary>
/// What this silo has counted since its last report, by the names of Mesos's metrics. The sums over all silos are with
/// <see cref="IMetricsGrain"/>. Thread-safe; one a silo.
/// </summary>
public sealed class ClusterCounters
{
    private readonly Lock _lock = new();
    private Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private Dictionary<(string Framework, FrameworkCounter Counter), long> _frameworks = [];

    /// <summary>The silo's counters; where none are kept, what is counted is forgotten.</summary>
    public static ClusterCounters Of(IServiceProvider services) =>
        services.GetService<ClusterCounters>() ?? new ClusterCounters();

    /// <summary>Counts under a metric's name. Names beyond what one report may carry are not counted.</summary>
    public void Add(string name, long count = 1)
    {
        lock (_lock)
        {
            if (_totals.TryGetValue(name, out var now))
            {
                _totals[name] = now + count;
            }
            else if (_totals.Count < Limits.ReportedCountersMax)
            {
                _totals.Add(name, count);
            }
        }
    }

    /// <summary>Counts for one framework.</summary>
    public void Add(string frameworkId, FrameworkCounter counter, long count = 1)
    {
        lock (_lock)
        {
            if (_frameworks.TryGetValue((frameworkId, counter), out var now))
            {
                _frameworks[(frameworkId, counter)] = now + count;
            }
            else if (_frameworks.Count < Limits.ReportedCountersMax)
            {
                _frameworks.Add((frameworkId, counter), count);
            }
        }
    }

    /// <summary>Takes what has gathered; null when nothing has.</summary>
    public CounterReport? Take()
    {
        Dictionary<string, long> totals;
        Dictionary<(string Framework, FrameworkCounter Counter), long> frameworks;
        lock (_lock)
        {
            if (_totals.Count + _frameworks.Count == 0)
            {
                return null;
            }

            totals = _totals;
            frameworks = _frameworks;
            _totals = new Dictionary<string, long>(StringComparer.Ordinal);
            _frameworks = [];
        }

        return new CounterReport
        {
            Totals = totals,
            Frameworks = frameworks.GroupBy(pair => pair.Key.Framework, StringComparer.Ordinal).ToDictionary(
                group => group.Key,
                group => (IReadOnlyDictionary<FrameworkCounter, long>)group.ToDictionary(pair => pair.Key.Counter, pair => pair.Value),
                StringComparer.Ordinal),
        };
    }
}
