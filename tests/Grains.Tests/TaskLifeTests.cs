using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;
using Reason = MesosOrleans.Protocol.V1.TaskStatus.Types.Reason;

namespace MesosOrleans.Grains.Tests;

/// <summary>From offer to acknowledged end, and what can go wrong on the way.</summary>
public sealed class TaskLifeTests
{
    [Fact]
    public async Task ATaskRunsToItsEndAndItsResourcesAreOfferedAgain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("life");
        var offer = await FirstOffer(scheduler);

        Assert.Equal(202, (await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer))).Status);

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskFinished), "the task finishes");
        Assert.Equal([TaskState.TaskRunning, TaskState.TaskFinished], scheduler.StatesOf("t1"));
        await Eventually.TrueAsync(() => agent.Tasks.Count == 0, "the node forgets the acknowledged task");
        await Eventually.TrueAsync(
            () => Math.Abs(scheduler.Offers.Values.Sum(next => Core.Resources.ResourceSet.FromProto(next.Resources).Cpus) - 4) < 0.0005,
            "all of the agent is offered again, in one offer or two");
    }

    [Fact]
    public async Task ATaskThatRunsHoldsItsResources()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("holds");
        var offer = await FirstOffer(scheduler);

        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer, "cpus:3;mem:1024"));

        await Eventually.TrueAsync(
            () => scheduler.Offers.Values.Any(next => Core.Resources.ResourceSet.FromProto(next.Resources).Cpus == 1),
            "the rest of the agent is offered");
        Assert.DoesNotContain(
            scheduler.Offers.Values, next => Core.Resources.ResourceSet.FromProto(next.Resources).Cpus > 1);
    }

    [Fact]
    public async Task AKillEndsTheTask()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("kill");
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await scheduler.Call(new Call
        {
            Type = Call.Types.Type.Kill,
            Kill = new Call.Types.Kill { TaskId = new TaskID { Value = "t1" } },
        });

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskKilled), "the task is killed");
    }

    [Fact]
    public async Task AnOfferIsGoodForOneAnswer()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("twice");
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));

        await scheduler.Launch(offer, 0, TestScheduler.Task("t2", offer));

        await Eventually.TrueAsync(() => scheduler.StatesOf("t2").Count > 0, "the second launch is refused");
        var refusal = scheduler.Updates().First(status => status.TaskId.Value == "t2");
        Assert.Equal(TaskState.TaskDropped, refusal.State);
        Assert.Equal(Reason.InvalidOffers, refusal.Reason);
        Assert.Equal($"Task launched with invalid offers: Offer {offer.Id.Value} is no longer valid", refusal.Message);
        Assert.False(refusal.HasUuid);
    }

    [Fact]
    public async Task MoreThanTheOfferIsRefusedAndTheRestIsLaunched()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("much");
        var offer = await FirstOffer(scheduler);

        await scheduler.Launch(
            offer, 0, TestScheduler.Task("big", offer, "cpus:64;mem:32"), TestScheduler.Task("small", offer));

        await Eventually.TrueAsync(() => scheduler.StatesOf("small").Contains(TaskState.TaskFinished), "the small one runs");
        var refusal = Assert.Single(scheduler.Updates(), status => status.TaskId.Value == "big");
        Assert.Equal(TaskState.TaskError, refusal.State);
        Assert.Equal(Reason.TaskInvalid, refusal.Reason);
        Assert.StartsWith("Total resources ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnIdThatIsInUseIsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("ids");
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        var second = await FirstOffer(scheduler);

        await scheduler.Launch(second, 0, TestScheduler.Task("t1", second));

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskError), "the second is refused");
        Assert.Equal(
            "Task has duplicate ID: t1", scheduler.Updates().First(status => status.State == TaskState.TaskError).Message);
        Assert.Single(agent.Tasks);
    }

    [Fact]
    public async Task AnUpdateThatNobodyAcknowledgesComesAgainAfterReattachment()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("acks");
        scheduler.Acknowledges = false;
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Count == 1, "the first update arrives");

        scheduler.Acknowledges = true;
        await agent.Detach();
        await agent.Attach();

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskFinished), "the end arrives");
        Assert.Equal(2, scheduler.StatesOf("t1").Count(state => state == TaskState.TaskRunning));
    }

    [Fact]
    public async Task ReconciliationTellsWhatIsKnown()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("reconcile");
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await scheduler.Call(Reconcile("t1", null));
        await scheduler.Call(Reconcile("nobody", null));
        await scheduler.Call(Reconcile("ghost", agent.Id));
        await scheduler.Call(new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() });

        await Eventually.TrueAsync(
            () => scheduler.Updates().Count(status => status.Reason == Reason.Reconciliation) == 4, "four answers");
        var answers = scheduler.Updates().Where(status => status.Reason == Reason.Reconciliation).ToList();
        Assert.Equal(
            [TaskState.TaskRunning, TaskState.TaskUnknown, TaskState.TaskGone, TaskState.TaskRunning],
            answers.Select(status => status.State));
        Assert.All(answers, status => Assert.False(status.HasUuid));
    }

    [Fact]
    public async Task TheEndIsDurableBeforeTheSchedulerHearsOfIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("durable");
        var offer = await FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskFinished), "the task finishes");

        await cluster.RestartAsync();

        var record = await cluster.Grains.GetGrain<ITaskGrain>(TaskKey.Of(scheduler.Id, "t1")).Get();
        Assert.Equal(TaskState.TaskFinished, record?.State);
    }

    internal static async Task<Offer> FirstOffer(TestScheduler scheduler)
    {
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "an offer arrives");
        return scheduler.Offers.Values.First();
    }

    private static Call Reconcile(string taskId, string? agentId)
    {
        var task = new Call.Types.Reconcile.Types.Task { TaskId = new TaskID { Value = taskId } };
        if (agentId is not null)
        {
            task.AgentId = new AgentID { Value = agentId };
        }

        return new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile { Tasks = { task } } };
    }
}
