using System.Diagnostics;
using MesosOrleans.Core.Resources;
using MesosOrleans.Dev.AllocationCases;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Bench.Allocator;

/// <summary>
/// The same workload through the tree of grains on one silo: until every role has published its offers; and one agent that
/// becomes free among thousands, until the framework has the offer.
/// </summary>
internal sealed class TreeAllocatorBenchmark : IBenchmark
{
    private const string AgentResources = "cpus:24;mem:4096;disk:4096;ports:[31000-32000]";
    private const int Repeats = 5;
    private const int FreedAgents = 300;
    private const int WarmUpAgents = 50;

    // Beyond this many pairs of agent and framework, waiting until nobody wants anything takes very long.
    private const int PairsToSilenceMax = 200_000;
    private const double EndlessSeconds = 365 * 24 * 3600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly (int Agents, int Frameworks, int Roles)[] Sizes =
        [(1_000, 200, 100), (10_000, 200, 100), (10_000, 1_000, 1_000), (50_000, 1_000, 1_000)];

    public string Name => "allocator.tree";

    public string Summary => "cycles of the tree of grains until offers are published; one freed agent among 10,000";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        // The first cycles of a process measure the compiler.
        await FullFree(null, 1_000, 50, 50, cancellationToken);
        foreach (var (agents, frameworks, roles) in Sizes)
        {
            figures.Progress($"tree: {agents} agents, {frameworks} frameworks in {roles} roles");
            await FullFree(figures, agents, frameworks, roles, cancellationToken);
        }

        figures.Progress("tree: quota");
        await Quota(figures);
        figures.Progress("tree: one agent freed");
        await OneFreed(figures, 10_000, 200, 100);
    }

    private static async Task FullFree(
        FigureWriter? figures, int agents, int frameworks, int roles, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var workload = await TreeWorkload.StartAsync();
        var added = await workload.AddAgents(agents, AgentResources);
        await workload.AddFrameworks(frameworks, roles);
        var first = await workload.Cycle();
        var offers = workload.Held.Count;
        var published = new List<double>();
        var decisions = new List<double>();
        var declines = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            declines.Add(await workload.DeclineAll(null));
            var (cycle, decision) = await workload.Cycle();
            published.Add(cycle);
            decisions.Add(decision);
        }

        void Write(string name, double value, string unit) => figures?.Figure(
            $"allocator.{name}.tree", value, unit,
            ("agents", agents), ("frameworks", frameworks), ("roles", roles), ("offers", offers));

        Write("fullfree.addagents", added, "ms");
        Write("fullfree.first", first.Published, "ms");
        Write("fullfree", Median(published), "ms");
        Write("fullfree.decision", Median(decisions), "ms");
        Write("fullfree.declineall", Median(declines), "ms");
        Write("fullfree.memory.offersout", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
        if (agents * frameworks > PairsToSilenceMax)
        {
            return;
        }

        var filtered = new List<double>();
        var watch = Stopwatch.StartNew();
        while (workload.Held.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await workload.DeclineAll(EndlessSeconds);
            await workload.Cycle();
        }

        var silence = watch.Elapsed.TotalMilliseconds;
        for (var i = 0; i < Repeats; i++)
        {
            filtered.Add((await workload.Cycle()).Decision);
        }

        Write("fullfree.timetosilence", silence, "ms");
        Write("fullfree.allfiltered", Median(filtered), "ms");
        Write("fullfree.memory", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
    }

    private static async Task Quota(FigureWriter figures)
    {
        const int Small = 2_500;
        const int Roles = 3_000;
        await using var workload = await TreeWorkload.StartAsync();
        await workload.AddAgents(Roles, "cpus:2;mem:2048;disk:2048");
        await workload.SetPolicy(new RolePolicy
        {
            Version = 1,
            Quotas = Enumerable.Range(0, Roles).ToDictionary(i => $"role-{i}", i => QuotaOf(i, i < Small ? 1 : 4)),
        });
        await workload.AddFrameworks(Roles, Roles);
        var first = await workload.Cycle();
        var offers = workload.Held.Count;
        var second = await workload.Cycle();
        figures.Figure("allocator.quota.first.tree", first.Published, "ms", ("offers", offers), ("decision", first.Decision));
        figures.Figure("allocator.quota.second.tree", second.Published, "ms", ("decision", second.Decision));
    }

    private static QuotaConfig QuotaOf(int role, double times)
    {
        var config = new QuotaConfig { Role = $"role-{role}" };
        foreach (var (name, amount) in new[] { ("cpus", 1.0), ("mem", 1024), ("disk", 1024) })
        {
            config.Guarantees.Add(name, new Value.Types.Scalar { Value = amount * times });
            config.Limits.Add(name, new Value.Types.Scalar { Value = amount * times });
        }

        return config;
    }

    private static async Task OneFreed(FigureWriter figures, int agents, int frameworks, int roles)
    {
        await using var workload = await TreeWorkload.StartAsync(isManual: false);
        var everything = ResourceSet.Parse(AgentResources);
        await workload.AddFrameworks(frameworks, roles);
        await workload.AddAgents(agents, AgentResources, i => new AgentUse
        {
            FrameworkId = $"framework-{i % frameworks:D5}",
            Role = $"role-{i % frameworks % roles}",
            Resources = everything.Allocate($"role-{i % frameworks % roles}").ToProto(ResourceFormat.Post),
        });
        var latencies = new List<double>();
        for (var i = 0; i < FreedAgents; i++)
        {
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void OnArrived(int count) => arrived.TrySetResult();
            CaseFrameworkGrain.Arrived += OnArrived;
            var watch = Stopwatch.StartNew();
            await workload.Free(i, AgentResources);
            await arrived.Task.WaitAsync(Patience);
            CaseFrameworkGrain.Arrived -= OnArrived;
            if (i >= WarmUpAgents)
            {
                latencies.Add(watch.Elapsed.TotalMilliseconds);
            }

            await Task.Delay(20);
        }

        latencies.Sort();
        figures.Figure(
            "allocator.onefreed.tree", latencies[latencies.Count / 2], "ms",
            ("p99", Math.Round(latencies[(int)(latencies.Count * 0.99)], 2)), ("max", Math.Round(latencies[^1], 2)),
            ("agents", agents), ("frameworks", frameworks));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
