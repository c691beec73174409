using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Metrics;

/// <summary>
/// The cluster's counters: silos report what they have counted, any of them reads the sums. Nothing is durable: counters
/// start at 0 when the grain does, as Mesos's do with a change of the leader. Key: 0.
/// </summary>
[Alias("MesosOrleans.IMetricsGrain")]
public interface IMetricsGrain : IGrainWithIntegerKey
{
    /// <summary>Adds a silo's counts; a report that was taken before changes nothing.</summary>
    [Alias("Report")]
    Task Report(CounterReport report);

    /// <summary>The sums.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<CounterTotals> Get();
}
