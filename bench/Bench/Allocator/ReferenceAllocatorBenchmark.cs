namespace MesosOrleans.Bench.Allocator;

/// <summary>The sequential allocator alone, without the many cycles until nothing is offered.</summary>
internal sealed class ReferenceAllocatorBenchmark : IBenchmark
{
    public string Name => "allocator.reference";

    public string Summary => "the allocator's workload through the sequential allocator, without that until all is filtered";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        AllocatorSuite.Run(figures, AllocatorParts.Reference, cancellationToken);
}
