namespace MesosOrleans.Bench.Allocator;

/// <summary>Only the many cycles until nothing is offered.</summary>
internal sealed class FilteredBenchmark : IBenchmark
{
    public string Name => "allocator.allfiltered";

    public string Summary => "all is declined for good until nothing is offered: that cycle's time, and memory; twenty minutes";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        AllocatorSuite.Filtered(figures, AllocatorParts.All, cancellationToken);
}
