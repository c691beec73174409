namespace MesosOrleans.Grains.Interfaces.Metrics;

/// <summary>Sums over all silos since the metrics grain started.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.CounterTotals")]
public sealed record CounterTotals
{
    /// <summary>Counts by metric name.</summary>
    [Id(0)]
    public IReadOnlyDictionary<string, long> Totals { get; init; } = new Dictionary<string, long>();

    /// <summary>Counts of frameworks, by id.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<FrameworkCounter, long>> Frameworks { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<FrameworkCounter, long>>();
}
