namespace MesosOrleans.Bench.Allocator;

/// <summary>The sequential allocator and the tree of grains, one after the other in one process.</summary>
internal sealed class AllocatorBenchmark : IBenchmark
{
    public string Name => "allocator";

    public string Summary => "allocator.reference, allocator.tree and allocator.multi in one run";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await new ReferenceAllocatorBenchmark().RunAsync(figures, cancellationToken);
        await new TreeAllocatorBenchmark().RunAsync(figures, cancellationToken);
        await new MultiFrameworkBenchmark().RunAsync(figures, cancellationToken);
    }
}
