using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Who is offered what.</summary>
public sealed class OfferTests
{
    [Fact]
    public async Task AnAgentIsOfferedToOneFrameworkAtATime()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var first = await cluster.SchedulerAsync("first", "a");
        await TaskLifeTests.FirstOffer(first);
        var second = await cluster.SchedulerAsync("second", "b");

        await first.Decline(3600, [.. first.Offers.Values]);

        await TaskLifeTests.FirstOffer(second);
        Assert.Empty(first.Offers);
    }

    [Fact]
    public async Task WhatWasDeclinedComesAgainAfterTheFilterAndAfterRevive()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("filters");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Decline(0.3, offer);
        var again = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Decline(3600, again);
        Assert.Empty(scheduler.Offers);

        await scheduler.Call(new Call { Type = Call.Types.Type.Revive });

        await TaskLifeTests.FirstOffer(scheduler);
    }

    [Fact]
    public async Task ASuppressedRoleHearsNothing()
    {
        await using var cluster = await TestCluster.StartAsync();
        var quiet = new TestScheduler(cluster.Grains, TestCluster.Framework("quiet", "a"));
        Assert.Null(await quiet.Subscribe("a"));
        var loud = await cluster.SchedulerAsync("loud", "b");

        await cluster.AgentAsync();

        await TaskLifeTests.FirstOffer(loud);
        await loud.Decline(3600, [.. loud.Offers.Values]);
        await quiet.Call(new Call { Type = Call.Types.Type.Revive });
        await TaskLifeTests.FirstOffer(quiet);
    }

    [Fact]
    public async Task AReportWhileALaunchIsStoredDoesNotTakeOtherOffersAway()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("stored");
        var whole = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(whole, 0, TestScheduler.Task("t1", whole, "cpus:1;mem:1024"));
        var rest = await TaskLifeTests.FirstOffer(scheduler);
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");
        await agent.End(scheduler.Id, "t1", TaskState.TaskFinished);
        await Eventually.TrueAsync(() => scheduler.Offers.Count == 2, "what the task held is offered");
        var other = scheduler.Offers.Values.Single(offer => offer.Id.Value != rest.Id.Value);
        var root = cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);
        var before = (await root.Inspect()).Agents[agent.Id];

        Task<CallResult> launching;
        await using (await cluster.HoldWrites())
        {
            launching = scheduler.Launch(rest, 0, TestScheduler.Task("t2", rest, "cpus:2;mem:1024"));
            await Eventually.TrueAsync(
                async () =>
                {
                    await cluster.Grains.Find<IAgentGrain>(agent.Id).ReportLedger();
                    return (await root.Inspect()).Agents[agent.Id] > before;
                },
                "the report says what the launch takes");
        }

        Assert.Equal(202, (await launching).Status);
        await scheduler.Launch(other, 0, TestScheduler.Task("t3", other));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t2").Contains(TaskState.TaskRunning), "it runs");
        await Eventually.TrueAsync(() => scheduler.StatesOf("t3").Count > 0, "so does one on the other offer");
        Assert.Equal([TaskState.TaskRunning], scheduler.StatesOf("t3"));
        Assert.DoesNotContain(scheduler.Events, heard => heard.Type == Event.Types.Type.Rescind);
    }

    [Fact]
    public async Task TwoRolesShareEqually()
    {
        await using var cluster = await TestCluster.StartAsync();
        var a = await cluster.SchedulerAsync("a", "a");
        var b = await cluster.SchedulerAsync("b", "b");

        await Agents(cluster, 8);

        await Eventually.TrueAsync(() => a.Offers.Count + b.Offers.Count == 8, "everything is offered");
        Assert.Equal(4, a.Offers.Count);
    }

    [Fact]
    public async Task AWeightOfThreeIsWorthThreeTimesAsMuch()
    {
        await using var cluster = await TestCluster.StartAsync();
        var policy = cluster.Grains.GetGrain<IRolePolicyGrain>(0);
        Assert.Equal(200, (await policy.UpdateWeights([new WeightInfo { Role = "heavy", Weight = 3 }])).Status);
        var refused = await policy.UpdateWeights([new WeightInfo { Role = "heavy", Weight = 0 }]);
        Assert.Equal(
            (400, "Failed to validate update weights request JSON for role 'heavy': Invalid weight '0': Weights must be positive"),
            (refused.Status, refused.Message));
        Assert.Equal(3, (await policy.Get()).Weights["heavy"]);
        var heavy = await cluster.SchedulerAsync("heavy", "heavy");
        var light = await cluster.SchedulerAsync("light", "light");

        await Agents(cluster, 8);

        await Eventually.TrueAsync(() => heavy.Offers.Count + light.Offers.Count == 8, "everything is offered");
        Assert.Equal(6, heavy.Offers.Count);
    }

    [Fact]
    public async Task FrameworksOfOneRoleShareEqually()
    {
        await using var cluster = await TestCluster.StartAsync();
        var one = await cluster.SchedulerAsync("one", "r");
        var two = await cluster.SchedulerAsync("two", "r");

        await Agents(cluster, 6);

        await Eventually.TrueAsync(() => one.Offers.Count + two.Offers.Count == 6, "everything is offered");
        Assert.Equal(3, one.Offers.Count);
    }

    [Fact]
    public async Task AReservationIsOfferedToItsRoleOnly()
    {
        await using var cluster = await TestCluster.StartAsync();
        var owner = await cluster.SchedulerAsync("owner", "owner");
        var other = await cluster.SchedulerAsync("other", "other");

        await cluster.AgentAsync("cpus(owner):2;mem(owner):512;cpus:2;mem:512");

        await TaskLifeTests.FirstOffer(owner);
        Assert.All(other.Offers.Values, offer =>
            Assert.Empty(ResourceSet.FromProto(offer.Resources).Reserved()));
        Assert.Equal(2, owner.Offers.Values.Sum(offer => ResourceSet.FromProto(offer.Resources).Reserved("owner").Cpus));
    }

    [Fact]
    public async Task OffersToOlderSchedulersHaveTheOlderForm()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = new TestScheduler(cluster.Grains, new FrameworkInfo { Name = "old", User = "root", FailoverTimeout = 10 });
        Assert.Null(await scheduler.Subscribe());

        var offer = await TaskLifeTests.FirstOffer(scheduler);

        Assert.Null(offer.AllocationInfo);
        Assert.All(offer.Resources, resource =>
        {
            Assert.Null(resource.AllocationInfo);
            Assert.Equal("*", resource.Role);
        });
        Assert.Equal("/slave(1)", offer.Url.Path);
    }

    [Fact]
    public async Task AnOfferThatIsNotAnsweredIsRescinded()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.OfferTimeout = TimeSpan.FromMilliseconds(200));
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("slow");

        await Eventually.TrueAsync(
            () => scheduler.Events.Any(heard => heard.Type == Event.Types.Type.Rescind), "the offer is rescinded");
    }

    private static async Task Agents(TestCluster cluster, int count)
    {
        for (var index = 0; index < count; index++)
        {
            await cluster.AgentAsync("cpus:2;mem:1024");
        }
    }
}
