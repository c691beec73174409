using System.Diagnostics;

namespace MesosOrleans.Bench.Allocator;

/// <summary>The tree of grains: everything free, everything declined, 5 % freed, everything filtered.</summary>
internal static class TreeFullFree
{
    public static async Task WarmUp(AllocatorSize size, int rounds, CancellationToken cancellationToken)
    {
        await using var workload = await TreeWorkload.StartAsync();
        await Fill(workload, size);
        for (var i = 0; i < rounds; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await workload.Delivered((await workload.Cycle()).Offers);
            await workload.DeclineAll(i < rounds / 2 ? null : AllocatorSizes.EndlessSeconds);
        }
    }

    public static async Task Measure(FigureWriter figures, AllocatorSize size)
    {
        await using var workload = await TreeWorkload.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var added = await Fill(workload, size);
        var cycles = new List<TreeCycle> { await workload.Cycle() };
        var offers = workload.Held.Count;
        var delivered = new List<double> { await workload.Delivered(offers) };
        var declines = new List<double>();
        for (var i = 0; i < AllocatorSizes.Repeats; i++)
        {
            declines.Add(await workload.DeclineAll(null));
            cycles.Add(await workload.Cycle());
            delivered.Add(await workload.Delivered(offers));
        }

        var outMemory = GC.GetTotalMemory(forceFullCollection: true) - before;
        await workload.FreeEvery(20);
        var recovered = await workload.Cycle();
        await workload.Delivered(recovered.Offers);
        void Write(string name, double value, string unit) => size.Write(figures, $"allocator.{name}.tree", value, unit);

        Write("fullfree.addagents", added, "ms");
        Write("fullfree.first", cycles[0].Published, "ms");
        Write("fullfree", AllocatorSizes.Median(cycles.Skip(1).Select(cycle => cycle.Published)), "ms");
        Write("fullfree.decision", AllocatorSizes.Median(cycles.Skip(1).Select(cycle => cycle.Decision)), "ms");
        Write("fullfree.delivered", AllocatorSizes.Median(delivered.Skip(1)), "ms");
        Write("fullfree.allocated", AllocatorSizes.Median(cycles.Skip(1).Select(cycle => (double)cycle.Allocated)) / size.Agents, "bytes/agent");
        Write("fullfree.declineall", AllocatorSizes.Median(declines), "ms");
        Write("fullfree.memory.offersout", outMemory / 1e6, "MB");
        Write("recover", recovered.Published, "ms");
    }

    /// <summary>
    /// Everybody declines for good, cycle after cycle, until nothing is offered. Nobody listens to the streams: who
    /// declines has the offers from the cycle itself.
    /// </summary>
    public static async Task MeasureFiltered(FigureWriter figures, AllocatorSize size, CancellationToken cancellationToken)
    {
        await using var workload = await TreeWorkload.StartAsync(hasFrameworks: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Fill(workload, size);
        var watch = Stopwatch.StartNew();
        var rounds = 0;
        await workload.Cycle();
        for (; workload.Held.Count > 0; rounds++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await workload.DeclineAll(AllocatorSizes.EndlessSeconds);
            await workload.Cycle();
        }

        var silence = watch.Elapsed.TotalMilliseconds;
        var filtered = new List<double>();
        for (var i = 0; i < AllocatorSizes.Repeats; i++)
        {
            filtered.Add((await workload.Cycle()).Decision);
        }

        void Write(string name, double value, string unit) => size.Write(figures, $"allocator.allfiltered{name}.tree", value, unit);
        Write("", AllocatorSizes.Median(filtered), "ms");
        Write(".memory", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
        Write(".rss", Environment.WorkingSet / 1e6, "MB");
        Write(".cycles", rounds, "cycles");
        Write(".time", silence, "ms");
    }

    private static async Task<double> Fill(TreeWorkload workload, AllocatorSize size)
    {
        var added = await workload.AddAgents(size.Agents, AllocatorSizes.AgentResources);
        await workload.AddFrameworks(size.Frameworks, size.Roles);
        return added;
    }
}
