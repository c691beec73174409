using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Quotas, and the hold-off after a restart, through all grains.</summary>
public sealed class AllocationTests
{
    private const int Agents = 5;

    [Fact]
    public async Task AfterARestartNothingIsOfferedUntilFourFifthsOfTheAgentsAreBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agents = await FiveAgents(cluster);
        await SetQuota(cluster, "q", guarantee: 1, limit: null);
        var scheduler = await cluster.SchedulerAsync("waits", "q");
        await Eventually.TrueAsync(() => scheduler.Offers.Count == Agents, "all agents are offered");

        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        var back = agents.Select(agent => new EmulatedAgent(cluster.Grains, agent.Id, agent.Resources.ToString())).ToList();
        foreach (var agent in back.Take(Agents - 2))
        {
            Assert.Null(await agent.Attach());
        }

        var root = Root(cluster);
        await Eventually.TrueAsync(
            async () => await root.Inspect() is { Agents.Count: Agents - 2, Demands.Count: 1 }, "the root knows who is back");
        Assert.True((await root.GetSnapshot()).IsRecovering);
        Assert.Empty(returned.Offers);
        Assert.Null(await back[^1].Attach());

        await Eventually.TrueAsync(() => returned.Offers.Count == Agents - 1, "four agents are offered");
        Assert.False((await root.GetSnapshot()).IsRecovering);
        GC.KeepAlive(back);
    }

    [Fact]
    public async Task AfterARestartTheWaitForAgentsHasAnEnd()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.AgentRecoveryTimeout = TimeSpan.FromSeconds(1));
        var agents = await FiveAgents(cluster);
        await SetQuota(cluster, "q", guarantee: 1, limit: null);
        var scheduler = await cluster.SchedulerAsync("waits", "q");
        await Eventually.TrueAsync(() => scheduler.Offers.Count == Agents, "all agents are offered");

        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        var back = new EmulatedAgent(cluster.Grains, agents[0].Id, agents[0].Resources.ToString());
        Assert.Null(await back.Attach());

        await Eventually.TrueAsync(() => returned.Offers.Count == 1, "the one agent is offered");
        GC.KeepAlive(back);
    }

    [Fact]
    public async Task ARoleIsOfferedNoMoreThanItsLimitAndMoreWhenThatRises()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync("cpus:4;mem:4096");
        await cluster.AgentAsync("cpus:4;mem:4096");
        await SetQuota(cluster, "q", guarantee: null, limit: 1);
        var scheduler = await cluster.SchedulerAsync("limited", "q");
        await Eventually.TrueAsync(() => Cpus(scheduler) == 1, "one core is offered");
        await SomeCycles(cluster);
        Assert.Equal(1, Cpus(scheduler));

        await SetQuota(cluster, "q", guarantee: null, limit: 6);

        await Eventually.TrueAsync(() => Cpus(scheduler) == 6, "six cores are offered");
        await SomeCycles(cluster);
        Assert.Equal(6, Cpus(scheduler));
    }

    [Fact]
    public async Task WhatIsGuaranteedToOneRoleIsKeptFromOthersUntilTheGuaranteeIsGone()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync("cpus:4;mem:4096");
        await cluster.AgentAsync("cpus:4;mem:4096");
        await SetQuota(cluster, "absent", guarantee: 3, limit: null);
        var scheduler = await cluster.SchedulerAsync("other", "other");
        await Eventually.TrueAsync(() => Cpus(scheduler) == 5, "what is not guaranteed is offered");
        await SomeCycles(cluster);
        Assert.Equal(5, Cpus(scheduler));

        await SetQuota(cluster, "absent", guarantee: null, limit: null);

        await Eventually.TrueAsync(() => Cpus(scheduler) == 8, "everything is offered");
    }

    private static IRootAllocatorGrain Root(TestCluster cluster) =>
        cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    private static double Cpus(TestScheduler scheduler) =>
        scheduler.Offers.Values.Sum(offer => ResourceSet.FromProto(offer.Resources).Cpus);

    private static async Task<List<EmulatedAgent>> FiveAgents(TestCluster cluster)
    {
        var agents = new List<EmulatedAgent>();
        for (var i = 0; i < Agents; i++)
        {
            agents.Add(await cluster.AgentAsync());
        }

        return agents;
    }

    // Enough for what is free to be offered, were it to be.
    private static async Task SomeCycles(TestCluster cluster)
    {
        var enough = (await Root(cluster).GetSnapshot()).Runs + 3;
        await Eventually.TrueAsync(async () => (await Root(cluster).GetSnapshot()).Runs >= enough, "cycles are run");
    }

    private static async Task SetQuota(TestCluster cluster, string role, double? guarantee, double? limit)
    {
        var config = new QuotaConfig { Role = role };
        if (guarantee is { } least)
        {
            config.Guarantees.Add(ResourceNames.Cpus, new Value.Types.Scalar { Value = least });
        }

        if (limit is { } most)
        {
            config.Limits.Add(ResourceNames.Cpus, new Value.Types.Scalar { Value = most });
        }

        var result = await cluster.Grains.GetGrain<IRolePolicyGrain>(0).UpdateQuota([config], force: true);
        Assert.Equal(200, result.Status);
    }
}
