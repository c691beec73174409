namespace MesosOrleans.Bench.Allocator;

/// <summary>The tree of grains alone, without the many cycles until nothing is offered.</summary>
internal sealed class TreeAllocatorBenchmark : IBenchmark
{
    public string Name => "allocator.tree";

    public string Summary => "the allocator's workload through the tree of grains, without that until all is filtered";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        AllocatorSuite.Run(figures, AllocatorParts.Tree, cancellationToken);
}
