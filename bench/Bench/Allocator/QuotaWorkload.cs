using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Bench.Allocator;

/// <summary>3,000 agents and as many roles with quotas, of which 500 are larger than any agent; everything free.</summary>
internal static class QuotaWorkload
{
    private const int Small = 2_500;
    private const int Roles = 3_000;
    private const string AgentResources = "cpus:2;mem:2048;disk:2048";

    public static Task MeasureReference(FigureWriter figures)
    {
        figures.Progress("sequential: quota");
        var (first, offers, second, filtered) = RunReference();
        figures.Figure("allocator.quota.first.reference", first, "ms", ("roles", Roles), ("offers", offers));
        figures.Figure("allocator.quota.second.reference", second, "ms", ("roles", Roles));
        figures.Figure("allocator.quota.afterdecline.reference", filtered, "ms", ("roles", Roles));
        return Task.CompletedTask;
    }

    public static (double First, int Offers, double Second, double AfterDecline) RunReference()
    {
        var workload = new ReferenceWorkload();
        workload.AddAgents(Roles, AgentResources);
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
        workload.DeclineAll(TimeSpan.FromSeconds(AllocatorSizes.EndlessSeconds));
        return (first, offers, second, workload.Cycle());
    }

    public static async Task MeasureTree(FigureWriter figures)
    {
        figures.Progress("tree: quota");
        var (first, second) = await RunTree();
        figures.Figure(
            "allocator.quota.first.tree", first.Published, "ms", ("roles", Roles), ("offers", first.Offers), ("decision", first.Decision));
        figures.Figure("allocator.quota.second.tree", second.Published, "ms", ("roles", Roles), ("decision", second.Decision));
    }

    public static async Task<(TreeCycle First, TreeCycle Second)> RunTree()
    {
        await using var workload = await TreeWorkload.StartAsync();
        await workload.AddAgents(Roles, AgentResources);
        await workload.SetPolicy(new RolePolicy
        {
            Version = 1,
            Quotas = Enumerable.Range(0, Roles).ToDictionary(i => $"role-{i}", i => QuotaOf(i, i < Small ? 1 : 4)),
        });
        await workload.AddFrameworks(Roles, Roles);
        var first = await workload.Cycle();
        await workload.Delivered(first.Offers);
        return (first, await workload.Cycle());
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
}
