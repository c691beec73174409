using MesosOrleans.Grains.Interfaces.Metrics;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Metrics;

/// <summary>Counters of the cluster, by Mesos's names.</summary>
internal static class CounterMetrics
{
    private static readonly string[] Groups = ["calls", "events", "operations"];

    /// <summary>Adds the cluster's counters; those that never counted are 0.</summary>
    public static void AddTo(IDictionary<string, double> values, CounterTotals totals)
    {
        foreach (var name in MetricNames.Counters)
        {
            values[name] = 0;
        }

        foreach (var (name, count) in totals.Totals)
        {
            values[name] = count;
        }
    }

    /// <summary>Adds the counters of frameworks.</summary>
    public static void AddTo(IDictionary<string, double> values, CounterTotals totals, IEnumerable<FrameworkInfo> frameworks)
    {
        foreach (var framework in frameworks)
        {
            var prefix = ViewMetrics.PrefixOf(framework);
            totals.Frameworks.TryGetValue(framework.Id.Value, out var counts);
            foreach (var group in Groups)
            {
                values[prefix + group] = 0;
            }

            for (var index = 0; index < FrameworkCounterNames.All.Count; index++)
            {
                var name = FrameworkCounterNames.All[index];
                var count = counts?.GetValueOrDefault((FrameworkCounter)index) ?? 0;
                values[prefix + name] = count;
                var group = name[..name.IndexOf('/', StringComparison.Ordinal)];
                if (Array.IndexOf(Groups, group) >= 0)
                {
                    values[prefix + group] += count;
                }
            }
        }
    }

    /// <summary>Adds the sums of operations: those that have ended, and those that have not.</summary>
    public static void AddOperations(IDictionary<string, double> values)
    {
        foreach (var prefix in MetricNames.OperationPrefixes)
        {
            values[prefix + "total"] = MetricNames.OperationEnds.Concat(["pending", "recovering", "unreachable"])
                .Sum(state => values.TryGetValue(prefix + state, out var count) ? count : 0);
        }
    }
}
