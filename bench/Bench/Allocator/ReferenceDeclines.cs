namespace MesosOrleans.Bench.Allocator;

/// <summary>The sequential allocator: every offer declined in turn, with an endless filter.</summary>
internal static class ReferenceDeclines
{
    public static Task Measure(FigureWriter figures)
    {
        foreach (var size in DeclineSizes.All)
        {
            figures.Progress($"sequential, declined in turn: {size}");
            var workload = new ReferenceWorkload();
            workload.AddAgents(size.Agents, AllocatorSizes.AgentResources);
            workload.AddFrameworks(size.Frameworks, size.Roles);
            workload.Cycle();
            var (declines, cycles) = (new List<double>(), new List<double>());
            for (var i = 0; i < AllocatorSizes.Repeats; i++)
            {
                declines.Add(workload.DeclineAll(TimeSpan.FromSeconds(AllocatorSizes.EndlessSeconds)));
                cycles.Add(workload.Cycle());
            }

            DeclineSizes.Write(figures, "reference", size, AllocatorSizes.Median(declines), AllocatorSizes.Median(cycles));
        }

        return Task.CompletedTask;
    }
}
