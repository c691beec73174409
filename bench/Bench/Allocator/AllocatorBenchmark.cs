namespace MesosOrleans.Bench.Allocator;

/// <summary>The whole workload, the sequential allocator and the tree of grains side by side in one process.</summary>
internal sealed class AllocatorBenchmark : IBenchmark
{
    public string Name => "allocator";

    public string Summary => "the allocator's whole workload: sequential allocator and tree of grains side by side";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        AllocatorSuite.Run(figures, AllocatorParts.All, cancellationToken);
}
