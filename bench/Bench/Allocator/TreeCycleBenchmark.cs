namespace MesosOrleans.Bench.Allocator;

/// <summary>One size, many cycles: something for a profiler to look at.</summary>
internal sealed class TreeCycleBenchmark : IBenchmark
{
    private const int Cycles = 150;

    public string Name => "allocator.tree.cycles";

    public string Summary => $"{Cycles} full cycles of the tree at 10,000 agents and 200 frameworks, for a profiler";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var workload = await TreeWorkload.StartAsync();
        await workload.AddAgents(10_000, AllocatorSizes.AgentResources);
        await workload.AddFrameworks(200, 100);
        for (var i = 0; i < Cycles; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cycle = await workload.Cycle();
            var delivered = await workload.Delivered(cycle.Offers);
            var declined = await workload.DeclineAll(null);
            figures.Figure(
                "allocator.tree.cycles", cycle.Published, "ms", ("decision", cycle.Decision), ("delivered", delivered),
                ("declined", declined), ("allocatedMB", cycle.Allocated / 1e6), ("gen0", GC.CollectionCount(0)),
                ("gen1", GC.CollectionCount(1)), ("gen2", GC.CollectionCount(2)));
        }
    }
}
