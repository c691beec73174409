namespace MesosOrleans.Bench.Allocator;

/// <summary>The sizes that are measured, and how.</summary>
internal static class AllocatorSizes
{
    /// <summary>What each agent has.</summary>
    public const string AgentResources = "cpus:24;mem:4096;disk:4096;ports:[31000-32000]";

    /// <summary>Cycles of which the median is taken.</summary>
    public const int Repeats = 5;

    /// <summary>A filter that outlives the benchmark.</summary>
    public const double EndlessSeconds = 365 * 24 * 3600;

    public static readonly AllocatorSize[] All =
    [
        new(1_000, 50, 50), new(1_000, 200, 100), new(1_000, 1_000, 1_000), new(10_000, 1, 1), new(10_000, 200, 100),
        new(10_000, 1_000, 1_000), new(50_000, 200, 200), new(50_000, 1_000, 1_000),
    ];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
