using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using MesosOrleans.TestSupport;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Tests;

/// <summary>Agents that operators drain, deactivate and reactivate.</summary>
public sealed class DrainTests
{
    private static readonly DrainConfig Config = new() { MaxGracePeriod = new DurationInfo { Nanoseconds = 1_000_000_000 } };

    [Fact]
    public async Task ADrainedAgentIsEmptyAndComesBackWhenItIsReactivated()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "drain");
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the rest is offered");

        Assert.Equal(200, (await Grain(cluster, agent).Drain(Config)).Status);

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskKilled, "its task is killed");
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, scheduler.Updates().Last().Reason);
        Assert.Equal(Config, agent.Drain);
        await Eventually.TrueAsync(() => scheduler.Offers.IsEmpty, "its offers are rescinded");
        var listed = await Listed(cluster, agent, one => one.DrainInfo?.State == DrainState.Drained);
        Assert.True(listed.Deactivated);
        Assert.False(listed.Active);
        Assert.Equal(Config, listed.DrainInfo.Config);
        Assert.True(listed.EstimatedDrainStartTime.Nanoseconds > 0);

        Assert.Equal(200, (await Grain(cluster, agent).Reactivate()).Status);
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "it is offered again");
        listed = await Listed(cluster, agent, one => one.Active);
        Assert.Null(listed.DrainInfo);
        Assert.False(listed.Deactivated);
        Assert.Equal("Agent is not deactivated", (await Grain(cluster, agent).Reactivate()).Message);
    }

    [Fact]
    public async Task ADrainGoesOnThroughARestartOfTheCluster()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "restart");
        agent.EndsTasksOnDrain = false;
        await Grain(cluster, agent).Drain(Config);
        Assert.Equal("Agent is still in the DRAINING state", (await Grain(cluster, agent).Reactivate()).Message);

        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        var again = agent.Reborn(cluster.Grains);
        Assert.Null(await again.Attach());
        await Eventually.TrueAsync(() => Config.Equals(again.Drain), "the node is told again");
        Assert.Equal("Agent is still in the DRAINING state", (await Grain(cluster, again).Reactivate()).Message);

        await again.End(scheduler.Id, "t1", TaskState.TaskKilled);
        await Listed(cluster, again, one => one.DrainInfo?.State == DrainState.Drained);
        Assert.Empty(returned.Offers);

        await cluster.RestartAsync();
        var third = again.Reborn(cluster.Grains);
        Assert.Null(await third.Attach());
        Assert.Equal(DrainState.Drained, (await Listed(cluster, third, _ => true)).DrainInfo.State);
        Assert.Equal(200, (await Grain(cluster, third).Reactivate()).Status);
    }

    [Fact]
    public async Task ADrainEndsWithTheLastAcknowledgement()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "silent");
        scheduler.Acknowledges = false;
        await Grain(cluster, agent).Drain(new DrainConfig());
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskKilled, "its task is killed");
        Assert.Equal("Agent is still in the DRAINING state", (await Grain(cluster, agent).Reactivate()).Message);

        scheduler.Acknowledges = true;
        await agent.Resume();

        await Listed(cluster, agent, one => one.DrainInfo?.State == DrainState.Drained);
    }

    [Fact]
    public async Task ADrainMayEndWithTheAgentGone()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "drain-gone");
        await Grain(cluster, agent).Drain(new DrainConfig { MarkGone = true });

        await Eventually.TrueAsync(async () => await Grain(cluster, agent).Standing() == AgentStanding.Gone, "it is gone");
        await Eventually.TrueAsync(() => agent.Shutdown == "Agent has been marked gone", "its node is told to stop");
        await Eventually.TrueAsync(
            () => scheduler.Events.Any(heard => heard.Failure?.AgentId.Value == agent.Id), "its loss is told");
    }

    [Fact]
    public async Task AnAgentWithoutTasksIsDrainedAtOnceAndTakesNone()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("late");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        Assert.Equal(200, (await Grain(cluster, agent).Drain(new DrainConfig())).Status);
        Assert.Equal(200, (await Grain(cluster, agent).Reactivate()).Status);
        Assert.Null(agent.Drain);

        await Grain(cluster, agent).Deactivate();
        var result = await Grain(cluster, agent).Apply(Launch(offer, scheduler));
        var refused = Assert.Single(result.Refused);
        Assert.Equal(TaskState.TaskDropped, refused.State);
        Assert.Equal($"Task launched with invalid offers: Offer {offer.Id.Value} is no longer valid", refused.Message);
        Assert.Empty(agent.Launches);
    }

    [Fact]
    public async Task ALaunchThatComesWhileTheAgentDrainsIsDropped()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "dropped");
        agent.EndsTasksOnDrain = false;
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await Grain(cluster, agent).Drain(new DrainConfig());

        var result = await Grain(cluster, agent).Apply(Launch(offer, scheduler));

        var refused = Assert.Single(result.Refused);
        Assert.Equal(TaskState.TaskDropped, refused.State);
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, refused.Reason);
        Assert.Equal(TaskStatus.Types.Source.Agent, refused.Source);
        Assert.Equal("Task was received while agent was already draining", refused.Message);
    }

    [Fact]
    public async Task ADeactivatedAgentKeepsItsTasksAndIsNotOfferedEvenAfterARestart()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await AgentLossTests.Running(cluster, "deactivated");
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the rest is offered");
        Assert.Equal(200, (await Grain(cluster, agent).Deactivate()).Status);
        await Eventually.TrueAsync(() => scheduler.Offers.IsEmpty, "its offers are rescinded");
        Assert.Single(agent.Tasks);

        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        var again = agent.Reborn(cluster.Grains);
        Assert.Null(await again.Attach());
        var other = await cluster.AgentAsync();
        await Eventually.TrueAsync(() => !returned.Offers.IsEmpty, "what is active is offered");
        Assert.All(returned.Offers.Values, offer => Assert.Equal(other.Id, offer.AgentId.Value));
        Assert.True((await Listed(cluster, again, _ => true)).Deactivated);

        Assert.Equal(200, (await Grain(cluster, again).Reactivate()).Status);
        await Eventually.TrueAsync(
            () => returned.Offers.Values.Any(offer => offer.AgentId.Value == again.Id), "it is offered again");
    }

    [Fact]
    public async Task WhatCannotBeSaysWhy()
    {
        await using var cluster = await TestCluster.StartAsync();
        var nobody = cluster.Grains.GetGrain<IAgentGrain>("nobody");
        Assert.Equal("Unknown agent", (await nobody.Drain(new DrainConfig())).Message);
        Assert.Equal("Unknown agent", (await nobody.Deactivate()).Message);
        Assert.Equal("Unknown agent", (await nobody.Reactivate()).Message);

        var agent = await cluster.AgentAsync();
        var maintenance = cluster.Grains.GetGrain<IMaintenanceGrain>(0);
        Assert.Null((await maintenance.UpdateSchedule(MaintenanceTests.Schedule(1))).Error);
        Assert.Equal(
            "Agent is currently part of a maintenance schedule", (await Grain(cluster, agent).Drain(new DrainConfig())).Message);
        Assert.Null((await maintenance.UpdateSchedule(new Schedule())).Error);

        var older = new EmulatedAgent(cluster.Grains, "older", "cpus:1;mem:100") { Capabilities = [] };
        Assert.Null(await older.Attach());
        Assert.Equal("Agent is not capable of draining", (await Grain(cluster, older).Drain(new DrainConfig())).Message);
        GC.KeepAlive(older);
    }

    private static IAgentGrain Grain(TestCluster cluster, EmulatedAgent agent) => AgentLossTests.Grain(cluster, agent);

    private static ApplyRequest Launch(Offer offer, TestScheduler scheduler)
    {
        var framework = TestCluster.Framework("any");
        framework.Id = new FrameworkID { Value = scheduler.Id };
        return new ApplyRequest
        {
            Framework = framework,
            Offered = offer.Resources,
            Role = "*",
            OfferIds = [offer.Id.Value],
            Operations =
            [
                new Offer.Types.Operation
                {
                    Type = Offer.Types.Operation.Types.Type.Launch,
                    Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { TestScheduler.Task("t2", offer) } },
                },
            ],
        };
    }

    private static async Task<GetAgents.Types.Agent> Listed(
        TestCluster cluster, EmulatedAgent agent, Func<GetAgents.Types.Agent, bool> isMeant)
    {
        GetAgents.Types.Agent? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                found = (await Grain(cluster, agent).Describe())?.Agent;
                return found is not null && isMeant(found);
            },
            "the agent is listed so");
        return found!;
    }
}
