using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>
/// The tie between a scheduler's session and its framework's grain, when one of them moves. A grain starts anew here
/// because a foreign write to its row makes its next write fail.
/// </summary>
public sealed class SessionTests
{
    [Fact]
    public async Task CallsAreTakenAndEventsKeptUntilTheSessionIsBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;

        // Without any time to fail over: losing a silo of ours must not count as the scheduler's loss.
        var scheduler = await cluster.SchedulerAsync("moved", failoverTimeout: 0);
        await RunAsync(scheduler, "t1");
        var heard = scheduler.Events.Count;
        await RestartGrainAsync(cluster, scheduler);

        Assert.Equal(202, (await scheduler.Call(new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() })).Status);
        Assert.DoesNotContain(scheduler.Events.Skip(heard), item => item.Type == Event.Types.Type.Update);
        await scheduler.KeepAlive();

        await Eventually.TrueAsync(
            () => scheduler.Events.Skip(heard).Any(item => item.Update?.Status.Reason == TaskStatus.Types.Reason.Reconciliation),
            "the answer arrives once the session is back");
        Assert.False(scheduler.IsClosed);
        Assert.Single(agent.Tasks);
    }

    [Fact]
    public async Task OffersThatTheNewActivationDoesNotKnowAreRescinded()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("held");
        var held = await TaskLifeTests.FirstOffer(scheduler);
        await RestartGrainAsync(cluster, scheduler);

        await scheduler.KeepAlive();

        await Eventually.TrueAsync(
            () => scheduler.Events.Any(item => item.Rescind?.OfferId.Value == held.Id.Value), "the offer is rescinded");
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "the resources are offered anew");
        Assert.NotEqual(held.Id, scheduler.Offers.Values.First().Id);
    }

    [Fact]
    public async Task ASessionThatDoesNotComeBackIsGivenUp()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.ReattachPatience = TimeSpan.FromMilliseconds(10));
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("away", failoverTimeout: 0);
        await RunAsync(scheduler, "t1");

        await RestartGrainAsync(cluster, scheduler);

        await Eventually.TrueAsync(
            async () =>
            {
                await scheduler.Call(new Call { Type = Call.Types.Type.Revive });
                return agent.Tasks.Count == 0;
            },
            "the framework is removed with its task");
    }

    [Fact]
    public async Task AnUnacknowledgedUpdateComesAgainWithTheNextSubscription()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var first = await cluster.SchedulerAsync("unacknowledged");
        first.Acknowledges = false;
        await RunAsync(first, "t1");

        var second = first.Reborn(cluster.Grains);
        Assert.Null(await second.Subscribe());

        await Eventually.TrueAsync(() => second.StatesOf("t1").Contains(TaskState.TaskRunning), "the update comes again");
        Assert.Equal(first.Updates().First().Uuid, second.Updates().First().Uuid);
    }

    [Fact]
    public async Task WhatWasAcknowledgedDoesNotComeAgain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var first = await cluster.SchedulerAsync("acknowledged");
        await RunAsync(first, "t1");
        await agent.End(first.Id, "t1", TaskState.TaskFinished);
        await Eventually.TrueAsync(() => agent.Tasks.Count == 0, "the end is acknowledged");

        var second = first.Reborn(cluster.Grains);
        Assert.Null(await second.Subscribe());
        await TaskLifeTests.FirstOffer(second);

        Assert.Empty(second.Updates());
    }

    [Fact]
    public async Task CallsWaitForANodeWhoseGrainHasMoved()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("waiting");
        await RunAsync(scheduler, "old");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await cluster.WriteBehindTheBackOf(agent.Id);
        await Assert.ThrowsAnyAsync<Exception>(() => scheduler.Launch(offer, 0, TestScheduler.Task("failed", offer)));

        var launching = scheduler.Launch(offer, 0, TestScheduler.Task("new", offer));
        var kill = await scheduler.Call(new Call
        {
            Type = Call.Types.Type.Kill,
            Kill = new Call.Types.Kill { TaskId = new TaskID { Value = "old" }, AgentId = offer.AgentId },
        });
        Assert.Equal(202, kill.Status);
        var reconciling = scheduler.Call(new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() });
        await agent.KeepAlive();

        Assert.Equal(202, (await launching).Status);
        Assert.Equal(202, (await reconciling).Status);
        await Eventually.TrueAsync(() => scheduler.StatesOf("new").Contains(TaskState.TaskRunning), "the new one runs");
        await Eventually.TrueAsync(() => scheduler.StatesOf("old").Contains(TaskState.TaskKilled), "the old one is killed");

        // What it is told to be is what it is, before the kill or after it; not what was stored at its launch.
        Assert.All(
            scheduler.Updates().Where(status => status is { TaskId.Value: "old", Reason: TaskStatus.Types.Reason.Reconciliation }),
            status => Assert.True(status.State is TaskState.TaskRunning or TaskState.TaskKilled, status.ToString()));
        Assert.DoesNotContain(TaskState.TaskDropped, scheduler.StatesOf("new"));
    }

    [Fact]
    public async Task ALaunchOfWhichOnlyTheTasksHalfBecameDurableCanBeRepeated()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("half");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        var task = TestScheduler.Task("t1", offer);
        var info = TestCluster.Framework("half");
        info.Id = new FrameworkID { Value = scheduler.Id };
        Assert.Equal(TaskCreateResult.Created, await cluster.Grains.Find<ITaskGrain>(TaskKey.Of(scheduler.Id, "t1"))
            .Create(new TaskCreation { Framework = info, Task = task }));

        Assert.Equal(202, (await scheduler.Launch(offer, 0, task)).Status);

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskFinished), "it runs after all");
    }

    private static async Task RunAsync(TestScheduler scheduler, string taskId)
    {
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        Assert.True(ResourceSet.FromProto(offer.Resources).Cpus > 0);
        Assert.Equal(202, (await scheduler.Launch(offer, 0, TestScheduler.Task(taskId, offer))).Status);
        await Eventually.TrueAsync(() => scheduler.StatesOf(taskId).Contains(TaskState.TaskRunning), $"{taskId} runs");
    }

    private static async Task RestartGrainAsync(TestCluster cluster, TestScheduler scheduler)
    {
        await cluster.WriteBehindTheBackOf(scheduler.Id, "framework");
        await Assert.ThrowsAnyAsync<Exception>(() => scheduler.Call(new Call { Type = Call.Types.Type.Revive }));
    }
}
