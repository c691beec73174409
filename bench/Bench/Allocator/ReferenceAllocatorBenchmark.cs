using System.Diagnostics;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Bench.Allocator;

/// <summary>
/// The sequential allocator alone, in one thread: full cycles with everything free, everything filtered, thousands of
/// quotas, and 5 % of the agents freed.
/// </summary>
internal sealed class ReferenceAllocatorBenchmark : IBenchmark
{
    private const string AgentResources = "cpus:24;mem:4096;disk:4096;ports:[31000-32000]";
    private const int Repeats = 5;

    // Beyond this many pairs of agent and framework, waiting until nobody wants anything takes minutes.
    private const int PairsToSilenceMax = 50_000_000;
    private static readonly TimeSpan Endless = TimeSpan.FromDays(365);

    private static readonly (int Agents, int Frameworks, int Roles)[] Sizes =
    [
        (1_000, 50, 50), (1_000, 200, 100), (10_000, 1, 1), (10_000, 200, 100), (10_000, 1_000, 1_000),
        (1_000, 1_000, 1_000), (50_000, 200, 200), (50_000, 1_000, 1_000),
    ];

    public string Name => "allocator.reference";

    public string Summary => "cycles of the sequential allocator, to 50,000 agents and 1,000 frameworks";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        // The first cycles of a process measure the compiler.
        for (var i = 0; i < 3; i++)
        {
            FullFree(null, 1_000, 50, 50, cancellationToken);
            Quota(null);
        }

        foreach (var (agents, frameworks, roles) in Sizes)
        {
            figures.Progress($"{agents} agents, {frameworks} frameworks in {roles} roles");
            FullFree(figures, agents, frameworks, roles, cancellationToken);
        }

        figures.Progress("quota");
        Quota(figures);
        return Task.CompletedTask;
    }

    private static void FullFree(
        FigureWriter? figures, int agents, int frameworks, int roles, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var workload = new ReferenceWorkload();
        var added = workload.AddAgents(agents, AgentResources);
        workload.AddFrameworks(frameworks, roles);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var first = workload.Cycle();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        var offers = workload.Held.Count;
        var cycles = new List<double>();
        var declines = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            declines.Add(workload.DeclineAll(null));
            cycles.Add(workload.Cycle());
        }

        workload.FreeEvery(20);
        var recovered = workload.Cycle();
        var isFiltered = agents * frameworks <= PairsToSilenceMax;
        var (filtered, rounds, toSilence) = isFiltered ? FilterAll(workload, cancellationToken) : ([], 0, 0);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(workload);

        void Write(string name, double value, string unit) => figures?.Figure(
            $"allocator.{name}.reference", value, unit,
            ("agents", agents), ("frameworks", frameworks), ("roles", roles), ("offers", offers));

        Write("fullfree.addagents", added, "ms");
        Write("fullfree.first", first, "ms");
        Write("fullfree", Median(cycles), "ms");
        Write("fullfree.allocated", allocated / (double)agents, "bytes/agent");
        Write("fullfree.declineall", Median(declines), "ms");
        Write("recover", recovered, "ms");
        if (!isFiltered)
        {
            return;
        }

        Write("fullfree.allfiltered", Median(filtered), "ms");
        Write("fullfree.cyclestosilence", rounds, "cycles");
        Write("fullfree.timetosilence", toSilence, "ms");
        Write("fullfree.memory", memory / 1e6, "MB");
    }

    /// <summary>Everybody declines for good, cycle after cycle, until nothing is offered.</summary>
    private static (List<double> Filtered, int Rounds, double ToSilence) FilterAll(
        ReferenceWorkload workload, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var rounds = 0;
        while (workload.Held.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            workload.DeclineAll(Endless);
            workload.Cycle();
            rounds++;
        }

        var toSilence = watch.Elapsed.TotalMilliseconds;
        var filtered = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            filtered.Add(workload.Cycle());
        }

        return (filtered, rounds, toSilence);
    }

    private static void Quota(FigureWriter? figures)
    {
        const int Small = 2_500;
        const int Roles = 3_000;
        var workload = new ReferenceWorkload();
        workload.AddAgents(Roles, "cpus:2;mem:2048;disk:2048");
        for (var i = 0; i < Roles; i++)
        {
            var amounts = i < Small ? "cpus:1;mem:1024;disk:1024" : "cpus:4;mem:4096;disk:4096";
            workload.Allocator.UpdateQuota(
                $"role-{i}", new RoleQuota(ResourceQuantities.Parse(amounts), ResourceLimits.Parse(amounts)));
        }

        workload.AddFrameworks(Roles, Roles);
        var first = workload.Cycle();
        var offers = workload.Held.Count;
        var second = workload.Cycle();
        workload.DeclineAll(Endless);
        var afterDecline = workload.Cycle();
        figures?.Figure("allocator.quota.first.reference", first, "ms", ("offers", offers));
        figures?.Figure("allocator.quota.second.reference", second, "ms", ("offers", workload.Held.Count));
        figures?.Figure("allocator.quota.afterdecline.reference", afterDecline, "ms", ("offers", workload.Held.Count));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
