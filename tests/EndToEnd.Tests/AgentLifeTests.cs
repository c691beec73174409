using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>An agent's life in operators' hands: a real silo, a real agent node, a scheduler over HTTP.</summary>
public sealed class AgentLifeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly string[] Flags = ["--launcher=posix", "--hostname=node.example"];

    [Fact]
    public async Task AnAgentIsDrainedAndComesBack()
    {
        await using var cluster = await TestCluster.StartAsync(Flags);
        await cluster.ExplainAsync(async () =>
        {
            using var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, HttpScheduler.Framework(600), Deadline);
            var offer = await scheduler.LaunchAsync(BatchTask.Shell("t", "exec sleep 1000"));
            await scheduler.UntilAsync("t", TaskState.TaskRunning);

            await Call(cluster, $$"""{"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"{{offer.AgentId.Value}}"},"max_grace_period":{"seconds":5} } }""");

            var killed = await scheduler.UntilAsync("t", TaskState.TaskKilled);
            Assert.Equal(TaskStatus.Types.Reason.AgentDraining, killed.Reason);
            await Agent(cluster, agent => agent?["drain_info"]?["state"]?.GetValue<string>() == "DRAINED"
                && agent["deactivated"]!.GetValue<bool>() && !agent["active"]!.GetValue<bool>());
            await Call(cluster, $$"""{"type":"REACTIVATE_AGENT","reactivate_agent":{"agent_id":{"value":"{{offer.AgentId.Value}}"} } }""");
            await Agent(cluster, agent => agent?["active"]?.GetValue<bool>() == true && agent["drain_info"] is null);

            await scheduler.CallAsync(new Call { Type = Protocol.V1.SchedulerApi.Call.Types.Type.Revive });
            await scheduler.LaunchAsync(BatchTask.Shell("again", "true"));
            await scheduler.UntilAsync("again", TaskState.TaskFinished);
            await scheduler.TeardownAsync();
        });
    }

    [Fact]
    public async Task AMachineIsTakenDownForMaintenanceAndBroughtUp()
    {
        await using var cluster = await TestCluster.StartAsync(Flags);
        await cluster.ExplainAsync(async () =>
        {
            const string Machine = """{"hostname":"node.example","ip":"127.0.0.1"}""";
            using var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, HttpScheduler.Framework(600), Deadline);
            await scheduler.LaunchAsync(BatchTask.Shell("t", "exec sleep 1000"));
            await scheduler.UntilAsync("t", TaskState.TaskRunning);
            await Call(cluster, $$"""
                {"type":"UPDATE_MAINTENANCE_SCHEDULE","update_maintenance_schedule":{"schedule":{"windows":[{"machine_ids":[{{Machine}}],
                "unavailability":{"start":{"nanoseconds":1900000000000000000} } }]} } }
                """);

            var asked = (await NextAsync(scheduler, Event.Types.Type.InverseOffers)).InverseOffers.InverseOffers_[0];
            Assert.Equal(1_900_000_000_000_000_000, asked.Unavailability.Start.Nanoseconds);
            await scheduler.CallAsync(new Call
            {
                Type = Protocol.V1.SchedulerApi.Call.Types.Type.AcceptInverseOffers,
                AcceptInverseOffers = new Call.Types.AcceptInverseOffers
                {
                    InverseOfferIds = { asked.Id },
                    Filters = new Filters { RefuseSeconds = 3600 },
                },
            });
            await Eventually.HoldsAsync("the answer is shown", Deadline, async () =>
                (await cluster.TryGetAsync("/maintenance/status"))?["draining_machines"]?[0]?["statuses"]?[0] is { } answer
                && answer["status"]!.GetValue<string>() == "ACCEPT"
                && answer["framework_id"]!["value"]!.GetValue<string>() == scheduler.FrameworkId.Value
                && answer["timestamp"]!["nanoseconds"]!.GetValue<long>() > 0);

            await Post(cluster, "/machine/down", $"[{Machine}]");
            var lost = await scheduler.UntilAsync("t", TaskState.TaskLost);
            Assert.Equal("Agent node.example removed: Operator initiated 'Machine DOWN'", lost.Message);
            Assert.Equal(asked.AgentId, (await NextAsync(scheduler, Event.Types.Type.Failure)).Failure.AgentId);
            await cluster.AgentEndedAsync(Deadline);
            await Agent(cluster, agent => agent is null);

            await Post(cluster, "/machine/up", $"[{Machine}]");
            cluster.LaunchAgent();
            await cluster.WaitUntilReadyAsync();
            var offer = await scheduler.LaunchAsync(BatchTask.Shell("again", "true"));
            Assert.Equal(asked.AgentId, offer.AgentId);
            Assert.Null(offer.Unavailability);
            await scheduler.UntilAsync("again", TaskState.TaskFinished);
            await scheduler.TeardownAsync();
        });
    }

    private static async Task<Event> NextAsync(HttpScheduler scheduler, Event.Types.Type type)
    {
        while (true)
        {
            var next = await scheduler.NextAsync();
            Assert.NotEqual(Event.Types.Type.Error, next.Type);
            if (next.Type == type)
            {
                return next;
            }
        }
    }

    private static Task Call(TestCluster cluster, string json) => Post(cluster, "/api/v1", json);

    private static async Task Post(TestCluster cluster, string path, string json)
    {
        using var http = new HttpClient();
        using var content = new StringContent(json, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var response = await http.PostAsync(new Uri(cluster.Master, path), content);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task Agent(TestCluster cluster, Func<JsonNode?, bool> isSo) => Eventually.HoldsAsync(
        "the agent is listed so",
        Deadline,
        async () => await cluster.TryGetAsync("/slaves") is { } answer && isSo(answer["slaves"]!.AsArray().FirstOrDefault()));
}
