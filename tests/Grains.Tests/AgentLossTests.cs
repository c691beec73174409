using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Grains.Tests;

/// <summary>Agents that are lost: marked gone, unregistered, unreachable, not back yet.</summary>
public sealed class AgentLossTests
{
    [Fact]
    public async Task AnAgentThatIsMarkedGoneIsGoneForEver()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await Running(cluster, "gone");
        var other = await cluster.SchedulerAsync("other");

        Assert.Equal(200, (await Grain(cluster, agent).MarkGone()).Status);

        await Eventually.TrueAsync(() => Failures(scheduler, agent) == 1 && Failures(other, agent) == 1, "every framework hears of it");
        var update = scheduler.Updates().Last(status => status.TaskId.Value == "t1");
        Assert.Equal(TaskState.TaskGoneByOperator, update.State);
        Assert.Equal(TaskStatus.Types.Reason.AgentRemovedByOperator, update.Reason);
        Assert.Equal("Agent has been marked gone", update.Message);
        Assert.Equal(TaskStatus.Types.Source.Master, update.Source);
        await Eventually.TrueAsync(() => scheduler.Offers.IsEmpty && other.Offers.IsEmpty, "its offers are void");
        await Eventually.TrueAsync(() => agent.Shutdown == "Agent has been marked gone", "its node is told to stop");
        Assert.Equal("Agent has been marked gone", await agent.Attach());
        Assert.Equal(200, (await Grain(cluster, agent).MarkGone()).Status);
        Assert.Equal("Unknown agent", (await Grain(cluster, agent).Drain(new DrainConfig())).Message);

        var reply = await Reconcile(scheduler, "t1", agent.Id);
        Assert.Equal(TaskState.TaskGoneByOperator, reply.State);
        Assert.Equal("Reconciliation: Task is gone", reply.Message);

        await cluster.RestartAsync();
        Assert.Equal("Agent has been marked gone", await agent.Reborn(cluster.Grains).Attach());
        Assert.Empty(await Listed(cluster, DirectoryKey.Agents));
        Assert.Empty(await Listed(cluster, DirectoryKey.UnreachableAgents));
    }

    [Fact]
    public async Task AFrameworkThatKnowsNoPartitionsHearsThatItsTaskIsLost()
    {
        await using var cluster = await TestCluster.StartAsync();
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var info = TestCluster.Framework("older");
        info.Capabilities.RemoveAt(1);
        var scheduler = new TestScheduler(cluster.Grains, info);
        Assert.Null(await scheduler.Subscribe());
        await Launch(scheduler);

        await Grain(cluster, agent).MarkGone();

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskLost, "its task is lost");
        var update = scheduler.Updates().Last();
        Assert.Equal(TaskStatus.Types.Reason.AgentRemoved, update.Reason);
        Assert.Equal("Agent has been marked gone", update.Message);
        Assert.Equal(TaskState.TaskLost, (await Reconcile(scheduler, "t1", agent.Id)).State);
    }

    [Fact]
    public async Task AnUnknownAgentCannotBeMarkedGone()
    {
        await using var cluster = await TestCluster.StartAsync();
        var result = await cluster.Grains.GetGrain<IAgentGrain>("nobody").MarkGone();
        Assert.Equal(404, result.Status);
        Assert.Equal("Agent 'nobody' not found", result.Message);
    }

    [Fact]
    public async Task AnAgentThatUnregistersLosesItsTasksAndMayComeBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await Running(cluster, "leaves");

        await Grain(cluster, agent).Receive(agent.SessionId, new NodeMessage { Unregister = new Unregister() });

        await Eventually.TrueAsync(() => Failures(scheduler, agent) == 1, "its loss is told");
        var update = scheduler.Updates().Last();
        Assert.Equal(TaskState.TaskLost, update.State);
        Assert.Equal("Agent 127.0.0.1 removed: agent unregistered", update.Message);
        Assert.Equal(TaskStatus.Types.Reason.AgentRemoved, update.Reason);
        Assert.Equal(TaskState.TaskUnknown, (await Reconcile(scheduler, "t1", agent.Id)).State);
        Assert.Empty(await Listed(cluster, DirectoryKey.Agents));

        Assert.Null(await agent.Attach());
        await Eventually.TrueAsync(() => !scheduler.Offers.IsEmpty, "it is offered again");
        Assert.Equal([agent.Id], await Listed(cluster, DirectoryKey.Agents));
    }

    [Fact]
    public async Task ATaskThatWasGivenUpForLostDoesNotRunOn()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await Running(cluster, "undead");
        agent.IsDeaf = true;
        await Grain(cluster, agent).Receive(agent.SessionId, new NodeMessage { Unregister = new Unregister() });
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskLost, "the task is given up");

        agent.IsDeaf = false;
        Assert.Null(await agent.Attach());

        await Eventually.TrueAsync(() => agent.Tasks.Count == 0, "it is killed on its node");
        Assert.DoesNotContain(
            TaskState.TaskRunning, scheduler.StatesOf("t1").SkipWhile(state => state != TaskState.TaskLost));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAgentThatRegistersAnewFromTheSameAddressTakesThePlaceOfOneThatIsAway(bool detachesFirst)
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await Running(cluster, "replaced");
        if (detachesFirst)
        {
            await agent.Detach();
        }

        var id = await cluster.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var other = new EmulatedAgent(cluster.Grains, id, "cpus:1;mem:128") { Port = agent.Port };
        Assert.Null(await other.Attach());
        if (!detachesFirst)
        {
            Assert.DoesNotContain(TaskState.TaskLost, scheduler.StatesOf("t1"));
            await agent.Detach();
        }

        await Eventually.TrueAsync(() => scheduler.StatesOf("t1")[^1] == TaskState.TaskLost, "its task is lost");
        Assert.Equal("Agent 127.0.0.1 removed: a new agent registered at the same address", scheduler.Updates().Last().Message);
        await Eventually.TrueAsync(async () => (await Listed(cluster, DirectoryKey.Agents)).SequenceEqual([id]), "only the new one is listed");
    }

    [Fact]
    public async Task AnUnreachableAgentSaysSinceWhenAndCanBeMarkedGone()
    {
        await using var cluster = await TestCluster.StartAsync(settings => settings.AgentPingTimeout = TimeSpan.FromMilliseconds(100));
        var (agent, scheduler) = await Running(cluster, "away");
        await agent.Detach();
        await Eventually.TrueAsync(() => Failures(scheduler, agent) == 1, "it is unreachable", TimeSpan.FromSeconds(30));
        var update = scheduler.Updates().Last();
        Assert.Equal("health check timed out", update.Message);
        Assert.True(update.UnreachableTime.Nanoseconds > 0);

        var reply = await Reconcile(scheduler, "t1", agent.Id);
        Assert.Equal(TaskState.TaskUnreachable, reply.State);
        Assert.Equal(update.UnreachableTime, reply.UnreachableTime);
        await Eventually.TrueAsync(
            async () => (await Listed(cluster, DirectoryKey.UnreachableAgents)).Contains(agent.Id)
                && (await Listed(cluster, DirectoryKey.Agents)).Count == 0,
            "it is counted apart");

        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        Assert.Equal(AgentStanding.Unreachable, await Grain(cluster, agent).Standing());
        Assert.Equal(200, (await Grain(cluster, agent).MarkGone()).Status);
        await Eventually.TrueAsync(() => returned.StatesOf("t1").Contains(TaskState.TaskGoneByOperator), "its task is gone with it");
    }

    [Fact]
    public async Task AgentsBecomeUnreachableNoFasterThanTheLimitAllows()
    {
        await using var cluster = await TestCluster.StartAsync(settings =>
        {
            settings.AgentPingTimeout = TimeSpan.FromMilliseconds(100);
            settings.AgentRemovalInterval = TimeSpan.FromHours(1);
        });
        var agents = new[] { await cluster.AgentAsync(), await cluster.AgentAsync() };
        foreach (var agent in agents)
        {
            await agent.Detach();
        }

        await Eventually.TrueAsync(() => CountAsync(cluster, agents, 1), "one is unreachable", TimeSpan.FromSeconds(30));

        Assert.False(await cluster.Grains.GetGrain<IClusterGrain>(0).TryAcquireAgentRemoval());
        Assert.True(await CountAsync(cluster, agents, 1));
    }

    [Fact]
    public async Task OfAnAgentThatIsNotBackYetNothingIsTold()
    {
        await using var cluster = await TestCluster.StartAsync();
        var (agent, scheduler) = await Running(cluster, "recovered");
        await cluster.RestartAsync();
        var returned = scheduler.Reborn(cluster.Grains);
        Assert.Null(await returned.Subscribe());
        Assert.Equal(AgentStanding.Recovered, await Grain(cluster, agent).Standing());

        await returned.Call(new Call { Type = Call.Types.Type.Reconcile, Reconcile = new Call.Types.Reconcile() });
        await returned.Call(Explicit("t9", agent.Id));
        var reply = await Reconcile(returned, "t10", "nobody");

        Assert.Equal(TaskState.TaskUnknown, reply.State);
        Assert.Single(returned.Updates());
        var again = agent.Reborn(cluster.Grains);
        Assert.Null(await again.Attach());
        Assert.Equal(TaskState.TaskGone, (await Reconcile(returned, "t9", agent.Id)).State);
    }

    internal static async Task<(EmulatedAgent Agent, TestScheduler Scheduler)> Running(TestCluster cluster, string name)
    {
        var agent = await cluster.AgentAsync();
        agent.OnRunning = _ => null;
        var scheduler = await cluster.SchedulerAsync(name);
        await Launch(scheduler);
        return (agent, scheduler);
    }

    internal static IAgentGrain Grain(TestCluster cluster, EmulatedAgent agent) => cluster.Grains.GetGrain<IAgentGrain>(agent.Id);

    private static async Task Launch(TestScheduler scheduler)
    {
        var offer = await TaskLifeTests.FirstOffer(scheduler);
        await scheduler.Launch(offer, 0, TestScheduler.Task("t1", offer));
        await Eventually.TrueAsync(() => scheduler.StatesOf("t1").Contains(TaskState.TaskRunning), "the task runs");
    }

    private static int Failures(TestScheduler scheduler, EmulatedAgent agent) =>
        scheduler.Events.Count(heard => heard.Failure?.AgentId.Value == agent.Id);

    private static Call Explicit(string taskId, string agentId) => new()
    {
        Type = Call.Types.Type.Reconcile,
        Reconcile = new Call.Types.Reconcile
        {
            Tasks =
            {
                new Call.Types.Reconcile.Types.Task
                {
                    TaskId = new TaskID { Value = taskId },
                    AgentId = new AgentID { Value = agentId },
                },
            },
        },
    };

    private static async Task<TaskStatus> Reconcile(TestScheduler scheduler, string taskId, string agentId)
    {
        bool IsReply(TaskStatus status) => status.TaskId.Value == taskId
            && status.HasReason && status.Reason == TaskStatus.Types.Reason.Reconciliation;
        var before = scheduler.Updates().Count(IsReply);
        await scheduler.Call(Explicit(taskId, agentId));
        await Eventually.TrueAsync(() => scheduler.Updates().Count(IsReply) > before, $"word of {taskId}");
        return scheduler.Updates().Last(IsReply);
    }

    private static async Task<bool> CountAsync(TestCluster cluster, EmulatedAgent[] agents, int expected)
    {
        var standings = await Task.WhenAll(agents.Select(agent => Grain(cluster, agent).Standing()));
        return standings.Count(standing => standing == AgentStanding.Unreachable) == expected;
    }

    private static async Task<IReadOnlyList<string>> Listed(TestCluster cluster, string kind)
    {
        var shards = await Task.WhenAll(
            DirectoryKey.All(kind).Select(shard => cluster.Grains.GetGrain<IDirectoryGrain>(shard).List()));
        return [.. shards.SelectMany(ids => ids)];
    }
}
