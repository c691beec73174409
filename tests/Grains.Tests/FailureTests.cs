using MesosOrleans.ClusterSupport;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>What survives what.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task TasksRunThroughARestartOfTheClusterAndTheirResultsArrive()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("restart");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer, "cpus:3;mem:1024"));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await cluster.RestartAsync();
        var returned = Reborn(cluster, scheduler);
        Assert.Null(await returned.Subscribe());
        var again = Reborn(cluster, agent);
        Assert.Null(await again.Attach());

        await Eventually.TrueAsync(() => !returned.Offers.IsEmpty, "the rest is offered");
        Assert.All(returned.Offers.Values, next => Assert.Equal(1, ResourceSet.FromProto(next.Resources).Cpus));
        await again.End(scheduler.Id, "t1", TaskState.TaskFinished);
        await Eventually.TrueAsync(() => returned.StatesOf("t1").Contains(TaskState.TaskFinished), "the end arrives");
    }

    [Fact]
    public async Task ALaunchThatWasAcceptedAndNeverDeliveredIsDeliveredAfterARestart()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("undelivered");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        agent.IsDeaf = true;
        Assert.Equal(202, (await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer))).Status);

        await cluster.RestartAsync();
        var returned = Reborn(cluster, scheduler);
        Assert.Null(await returned.Subscribe());
        var again = Reborn(cluster, agent);
        Assert.Null(await again.Attach());

        await Eventually.TrueAsync(() => returned.StatesOf("t1").Contains(TaskState.TaskFinished), "the task runs after all");
        Assert.Single(again.Launches);
    }

    [Fact]
    public async Task AGroupThatWasAcceptedAndNeverDeliveredIsDeliveredAsAGroup()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        var scheduler = await cluster.SchedulerAsync("undelivered");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        agent.IsDeaf = true;
        await scheduler.Accept(offer, Group(scheduler, offer, "g1", "g2"));

        await cluster.RestartAsync();
        var again = Reborn(cluster, agent);
        Assert.Null(await again.Attach());

        await Eventually.TrueAsync(() => !again.LaunchCommands.IsEmpty, "the group is sent again");
        var launch = Assert.Single(again.LaunchCommands);
        Assert.True(launch.TaskGroup);
        Assert.True(launch.LaunchExecutor);
        Assert.Equal(["g1", "g2"], launch.Tasks.Select(task => task.TaskId.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ReconciliationKnowsFromTheAgentWhatATaskForgotAndSaysNothingBeforeTheAgentIsBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("forgetful");
        await scheduler.Launch(await TaskLifeTests.FirstOffer(scheduler), 0, TestScheduler.Task("t1", scheduler.Offers.Values.First()));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        // Its last write fails, so that it comes up anew as it was launched.
        var task = cluster.Grains.Find<ITaskGrain>(TaskKey.Of(scheduler.Id, "t1"));
        await cluster.WriteBehindTheBackOf(TaskKey.Of(scheduler.Id, "t1"), "task");
        await Eventually.TrueAsync(
            async () =>
            {
                await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                return (await task.Get())?.State == TaskState.TaskStaging;
            },
            "the task has forgotten that it runs");
        Assert.Equal([TaskState.TaskRunning], await Reconciled(scheduler));

        await cluster.RestartAsync();
        var returned = Reborn(cluster, scheduler);
        Assert.Null(await returned.Subscribe());
        Assert.Empty(await Reconciled(returned));
        Assert.Null(await Reborn(cluster, agent).Attach());
        Assert.Equal([TaskState.TaskRunning], await Reconciled(returned));
    }

    [Fact]
    public async Task ATaskThatTheNodeLostIsReportedAsTheAgentsWord()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("lost");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        agent.Lose(scheduler.Id, "t1");
        await agent.Detach();
        await agent.Attach();

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskDropped), "its loss is told");
        var told = scheduler.Updates().Last();
        Assert.Equal(TaskStatus.Types.Reason.Reconciliation, told.Reason);
        Assert.Equal(TaskStatus.Types.Source.Agent, told.Source);
        Assert.Equal("Reconciliation: task unknown to the agent", told.Message);
    }

    [Fact]
    public async Task AnAgentThatStaysAwayIsUnreachableAndItsTasksComeBackWithIt()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.AgentPingTimeout = TimeSpan.FromMilliseconds(100));
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("away");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await agent.Detach();
        await Eventually.TrueAsync(
            () => scheduler.StatesOf("t1").Contains(TaskState.TaskUnreachable), "the task is unreachable", TimeSpan.FromSeconds(30));
        await Eventually.TrueAsync(
            () => scheduler.Events.Any(heard => heard.Failure?.AgentId.Value == agent.Id), "its loss is told");
        await agent.Attach();

        // The node may have repeated what it had said before it went, too.
        await Eventually.TrueAsync(() => scheduler.Updates().Any(IsBack), "it is back");
        var told = scheduler.Updates().Single(IsBack);
        Assert.Equal(TaskState.TaskRunning, told.State);
        Assert.Equal("Unreachable agent re-reregistered", told.Message);
        Assert.False(told.HasUuid);
    }

    [Fact]
    public async Task AnAgentThatDoesNotComeBackInTimeAfterARestartIsUnreachable()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.AgentReregisterTimeout = TimeSpan.FromMilliseconds(100));
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("restart-away");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await cluster.RestartAsync();
        var returned = Reborn(cluster, scheduler);
        Assert.Null(await returned.Subscribe());

        await Eventually.TrueAsync(
            () => returned.StatesOf("t1").Contains(TaskState.TaskUnreachable), "the task is unreachable", TimeSpan.FromSeconds(30));
        Assert.Null(await Reborn(cluster, agent).Attach());
        await Eventually.TrueAsync(() => returned.StatesOf("t1")[^1] == TaskState.TaskRunning, "it is back");
    }

    [Fact]
    public async Task AFrameworkThatStaysAwayTooLongIsRemovedWithItsTasks()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("gone", failoverTimeout: 0.5);
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");

        await scheduler.Disconnect();

        await Eventually.TrueAsync(() => agent.Tasks.Count == 0, "its task is killed", TimeSpan.FromSeconds(30));
        Assert.Equal("Framework has been removed", await scheduler.Subscribe());
    }

    [Fact]
    public async Task ATakeoverClosesTheFormerSession()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.AgentAsync();
        var first = await cluster.SchedulerAsync("takeover");
        await TaskLifeTests.FirstOffer(first);

        var second = Reborn(cluster, first);
        Assert.Null(await second.Subscribe());

        await Eventually.TrueAsync(() => first.IsClosed, "the former session is closed");
        Assert.Contains(first.Events, heard => heard.Error?.Message == "Framework failed over");
        await TaskLifeTests.FirstOffer(second);
        var stale = await first.Call(new Call { Type = Call.Types.Type.Revive });
        Assert.Equal(400, stale.Status);
    }

    [Fact]
    public async Task AForeignWriteToTheLedgerIsNoticedAndNothingIsCommittedTwice()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync("fence");
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await cluster.WriteBehindTheBackOf(agent.Id);

        var failed = await Record.ExceptionAsync(() => scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer)));

        Assert.NotNull(failed);
        Assert.Empty(agent.Launches);
        await Eventually.TrueAsync(
            async () => !await agent.KeepAlive(), "the grain started anew, and the node attached to it again");
        Assert.DoesNotContain(scheduler.Events, heard => heard.Type == Event.Types.Type.Rescind);
        Assert.Equal(202, (await scheduler.Launch(offer, 0, TestScheduler.Task("again", offer))).Status);
        await Eventually.TrueAsync(
            () => scheduler.StatesOf("again").Contains(TaskState.TaskRunning), "the very same offer is still good");
    }

    [Fact]
    public async Task ASiloThatDiesTakesNothingWithIt()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync(await server.CreateDatabaseAsync(), 3);
        var agents = new List<EmulatedAgent>();
        for (var index = 0; index < 6; index++)
        {
            var agent = await cluster.AgentAsync();
            agent.OnRunning = _ => null;
            agents.Add(agent);
        }

        var scheduler = await cluster.SchedulerAsync("silo");
        await Eventually.TrueAsync(() => scheduler.Offers.Count == 6, "every agent is offered");
        foreach (var offer in scheduler.Offers.Values.ToList())
        {
            await scheduler.Launch(offer, 3600, TestScheduler.Task($"t-{offer.AgentId.Value}", offer));
        }

        await Eventually.TrueAsync(
            () => agents.All(agent => scheduler.StatesOf($"t-{agent.Id}").Contains(TaskState.TaskRunning)), "all run");

        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[^1]);

        foreach (var agent in agents)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await Retry(() => agent.KeepAlive());
                    await Retry(() => scheduler.KeepAlive());
                    if (agent.Tasks.Count > 0)
                    {
                        await Retry(() => agent.End(scheduler.Id, $"t-{agent.Id}", TaskState.TaskFinished));
                    }

                    await Retry(agent.Resume);
                    return scheduler.StatesOf($"t-{agent.Id}").Contains(TaskState.TaskFinished);
                },
                $"the end of the task on {agent.Id} arrives",
                TimeSpan.FromSeconds(60));
        }

        Assert.Equal(AgentStanding.Registered, await cluster.Grains.GetGrain<IAgentGrain>(agents[0].Id).Standing());
    }

    // A second entry, of a task that nobody knows, marks the end of the reply.
    private static async Task<IReadOnlyList<TaskState>> Reconciled(TestScheduler scheduler)
    {
        var before = scheduler.Updates().Count();
        await scheduler.Call(new Call
        {
            Type = Call.Types.Type.Reconcile,
            Reconcile = new Call.Types.Reconcile { Tasks = { new Call.Types.Reconcile.Types.Task { TaskId = new TaskID { Value = "t1" } } } },
        });
        await scheduler.Call(new Call
        {
            Type = Call.Types.Type.Reconcile,
            Reconcile = new Call.Types.Reconcile { Tasks = { new Call.Types.Reconcile.Types.Task { TaskId = new TaskID { Value = "end" } } } },
        });
        await Eventually.TrueAsync(() => scheduler.Updates().Skip(before).Any(status => status.TaskId.Value == "end"), "the end of the reply");
        return
        [
            .. scheduler.Updates().Skip(before)
                .Where(status => status.TaskId.Value == "t1" && status.Reason == TaskStatus.Types.Reason.Reconciliation)
                .Select(status => status.State),
        ];
    }

    private static Offer.Types.Operation Group(TestScheduler scheduler, Offer offer, params string[] taskIds) => new()
    {
        Type = Offer.Types.Operation.Types.Type.LaunchGroup,
        LaunchGroup = new Offer.Types.Operation.Types.LaunchGroup
        {
            Executor = new ExecutorInfo
            {
                Type = ExecutorInfo.Types.Type.Custom,
                ExecutorId = new ExecutorID { Value = "e" },
                FrameworkId = new FrameworkID { Value = scheduler.Id },
                Command = new CommandInfo { Value = "true" },
                Resources = { ResourceSet.Parse("cpus:0.1;mem:32;disk:10").ToProto() },
            },
            TaskGroup = new TaskGroupInfo { Tasks = { taskIds.Select(id => TestScheduler.Task(id, offer)) } },
        },
    };

    private static bool IsBack(TaskStatus status) =>
        status.HasReason && status.Reason == TaskStatus.Types.Reason.AgentReregistered;

    private static async Task Retry(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception exception) when (exception is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException)
        {
            // The grain is on its way to another silo: the caller tries again until its deadline.
            Assert.NotNull(exception);
        }
    }

    private static TestScheduler Reborn(TestCluster cluster, TestScheduler former) => former.Reborn(cluster.Grains);

    private static EmulatedAgent Reborn(TestCluster cluster, EmulatedAgent former) => former.Reborn(cluster.Grains);
}
