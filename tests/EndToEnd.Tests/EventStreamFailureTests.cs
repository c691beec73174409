using System.Net;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using SchedulerCall = MesosOrleans.Protocol.V1.SchedulerApi.Call;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>
/// Three silos on PostgreSQL and an operator's stream of events at one of them: the others die one after the other, and with
/// them the agent's grain and shards of the read model. The stream tells of nothing that has not happened, and goes on.
/// </summary>
public sealed class EventStreamFailureTests
{
    private const int Silos = 3;

    [Fact]
    public async Task AnOperatorsStreamOutlivesTheOtherSilos()
    {
        await using var cluster = await SiloCluster.StartAsync(Silos);
        await cluster.ExplainAsync(async () =>
        {
            var agentId = (await cluster.TryGetAsync(0, "/slaves"))!["slaves"]![0]!["id"]!.GetValue<string>();
            var home = await cluster.SiloOfAgentAsync(agentId);
            var (holder, third) = ((home + 1) % Silos, (home + 2) % Silos);
            using var events = await OperatorStream.SubscribeAsync(cluster.Master(holder));
            using var scheduler = await OpenStream.SubscribeAsync(cluster.Master(holder), HttpScheduler.Framework(failoverTimeout: 600));
            await scheduler.LaunchAsync(cluster.Master(holder), 0, BatchTask.Shell("long", "sleep 1000"));
            await scheduler.UntilStateAsync(cluster.Master(holder), "long", TaskState.TaskRunning);
            await events.UntilAsync("the running task", item => IsUpdate(item, "long", TaskState.TaskRunning));

            await ASiloIsKilledAsync(cluster, home, cluster.Master(holder), scheduler, events);
            await ASiloIsKilledAsync(cluster, third, cluster.Master(holder), scheduler, events);

            Assert.Equal(
                HttpStatusCode.Accepted, await scheduler.CallAsync(cluster.Master(holder), new SchedulerCall { Type = SchedulerCall.Types.Type.Teardown }));
            await events.UntilAsync("the framework's end", item => item.FrameworkRemoved?.FrameworkInfo.Id.Equals(scheduler.FrameworkId) ?? false);
            Assert.False(events.Ended.IsCompleted);
        });
    }

    private static async Task ASiloIsKilledAsync(SiloCluster cluster, int victim, Uri silo, OpenStream scheduler, OperatorStream events)
    {
        var (heard, heardByScheduler) = (events.Events.Count, scheduler.Events.Count);
        await cluster.KillAsync(victim);
        await AnswersAgainAsync(scheduler, silo);
        var name = $"after-{victim}";
        await scheduler.LaunchAsync(silo, heardByScheduler, BatchTask.Shell(name, "true"));
        await scheduler.UntilStateAsync(silo, name, TaskState.TaskFinished);
        await events.UntilAsync($"{name} is added", item => item.TaskAdded?.Task.TaskId.Value == name, heard);
        await events.UntilAsync($"{name} has finished", item => IsUpdate(item, name, TaskState.TaskFinished), heard);
        Assert.DoesNotContain(
            events.Events.Skip(heard),
            item => item.Type is Event.Types.Type.AgentRemoved or Event.Types.Type.FrameworkRemoved or Event.Types.Type.Subscribed);
        Assert.DoesNotContain(
            events.Events.Skip(heard),
            item => item.TaskAdded?.Task.TaskId.Value == "long"
                || (item.TaskUpdated?.Status.TaskId.Value == "long" && item.TaskUpdated.State != TaskState.TaskRunning));
        Assert.False(events.Ended.IsCompleted);
        cluster.Launch(victim);
        await cluster.WaitForAsync(victim);
    }

    private static async Task AnswersAgainAsync(OpenStream scheduler, Uri silo)
    {
        HttpStatusCode status;
        do
        {
            status = await scheduler.CallAsync(
                silo, new SchedulerCall { Type = SchedulerCall.Types.Type.Reconcile, Reconcile = new SchedulerCall.Types.Reconcile() });
            Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"a call was answered {status}");
        }
        while (status != HttpStatusCode.Accepted);
    }

    private static bool IsUpdate(Event item, string taskId, TaskState state) =>
        item.TaskUpdated is { } updated && updated.Status.TaskId.Value == taskId && updated.State == state;
}
