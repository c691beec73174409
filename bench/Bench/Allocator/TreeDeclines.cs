namespace MesosOrleans.Bench.Allocator;

/// <summary>The tree: every offer declined in turn by a call of its own, with an endless filter.</summary>
internal static class TreeDeclines
{
    public static async Task Measure(FigureWriter figures)
    {
        foreach (var size in DeclineSizes.All)
        {
            figures.Progress($"tree, declined in turn: {size}");
            await using var workload = await TreeWorkload.StartAsync();
            await workload.AddAgents(size.Agents, AllocatorSizes.AgentResources);
            await workload.AddFrameworks(size.Frameworks, size.Roles);
            await workload.Delivered((await workload.Cycle()).Offers);
            var (declines, cycles) = (new List<double>(), new List<double>());
            for (var i = 0; i < AllocatorSizes.Repeats; i++)
            {
                declines.Add(await workload.DeclineInTurn(AllocatorSizes.EndlessSeconds));
                var cycle = await workload.Cycle();
                cycles.Add(cycle.Published);
                await workload.Delivered(cycle.Offers);
            }

            DeclineSizes.Write(figures, "tree", size, AllocatorSizes.Median(declines), AllocatorSizes.Median(cycles));
        }
    }
}
