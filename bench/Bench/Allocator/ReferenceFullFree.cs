using System.Diagnostics;

namespace MesosOrleans.Bench.Allocator;

/// <summary>The sequential allocator: everything free, everything declined, 5 % freed, everything filtered.</summary>
internal static class ReferenceFullFree
{
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(AllocatorSizes.EndlessSeconds);

    public static void WarmUp(AllocatorSize size, int rounds)
    {
        var workload = Fill(size, out _);
        for (var i = 0; i < rounds; i++)
        {
            workload.Cycle();
            workload.DeclineAll(i < rounds / 2 ? null : Endless);
        }
    }

    public static void Measure(FigureWriter figures, AllocatorSize size)
    {
        var workload = Fill(size, out var added);
        var first = workload.Cycle();
        var (cycles, declines, allocated) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < AllocatorSizes.Repeats; i++)
        {
            declines.Add(workload.DeclineAll(null));
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            cycles.Add(workload.Cycle());
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
        }

        workload.FreeEvery(20);
        var recovered = workload.Cycle();
        void Write(string name, double value, string unit) => size.Write(figures, $"allocator.{name}.reference", value, unit);

        Write("fullfree.addagents", added, "ms");
        Write("fullfree.first", first, "ms");
        Write("fullfree", AllocatorSizes.Median(cycles), "ms");
        Write("fullfree.allocated", AllocatorSizes.Median(allocated) / size.Agents, "bytes/agent");
        Write("fullfree.declineall", AllocatorSizes.Median(declines), "ms");
        Write("recover", recovered, "ms");
    }

    /// <summary>Everybody declines for good, cycle after cycle, until nothing is offered.</summary>
    public static void MeasureFiltered(FigureWriter figures, AllocatorSize size, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var workload = Fill(size, out _);
        var watch = Stopwatch.StartNew();
        var rounds = 0;
        workload.Cycle();
        for (; workload.Held.Count > 0; rounds++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            workload.DeclineAll(Endless);
            workload.Cycle();
        }

        var silence = watch.Elapsed.TotalMilliseconds;
        var filtered = Enumerable.Range(0, AllocatorSizes.Repeats).Select(_ => workload.Cycle()).ToList();
        void Write(string name, double value, string unit) => size.Write(figures, $"allocator.allfiltered{name}.reference", value, unit);
        Write("", AllocatorSizes.Median(filtered), "ms");
        Write(".memory", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
        Write(".rss", Environment.WorkingSet / 1e6, "MB");
        Write(".cycles", rounds, "cycles");
        Write(".time", silence, "ms");
        GC.KeepAlive(workload);
    }

    private static ReferenceWorkload Fill(AllocatorSize size, out double added)
    {
        var workload = new ReferenceWorkload();
        added = workload.AddAgents(size.Agents, AllocatorSizes.AgentResources);
        workload.AddFrameworks(size.Frameworks, size.Roles);
        return workload;
    }
}
