namespace MesosOrleans.Grains.Interfaces.Metrics;

/// <summary>What one silo has counted since its former report.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.CounterReport")]
public sealed record CounterReport
{
    /// <summary>Counts by metric name.</summary>
    [Id(0)]
    public IReadOnlyDictionary<string, long> Totals { get; init; } = new Dictionary<string, long>();

    /// <summary>Counts of frameworks, by id.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<FrameworkCounter, long>> Frameworks { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<FrameworkCounter, long>>();

    /// <summary>The silo's process; another one after a restart.</summary>
    [Id(2)]
    public string Source { get; init; } = "";

    /// <summary>Rises by one with each report of a source: a repeat is counted once.</summary>
    [Id(3)]
    public long Sequence { get; init; }
}
