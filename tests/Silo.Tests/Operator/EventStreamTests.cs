using System.Net;
using System.Text.Json;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.V1.Operator.Events;
using MesosOrleans.Silo.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>SUBSCRIBE of the operator API over a socket (http-api.md 9.1).</summary>
[Collection(SiloCollection.Name)]
public sealed class EventStreamTests(SiloFixture silo)
{
    [Fact]
    public async Task Every_kind_of_event_is_told_in_both_encodings()
    {
        await using var json = await SchedulerStream.OpenOperator(silo.Port);
        await using var binary = await SchedulerStream.OpenOperator(silo.Port, "application/x-protobuf");
        Assert.Equal("application/json", json.Header("Content-Type"));
        Assert.Equal("application/x-protobuf", binary.Header("Content-Type"));
        Assert.Equal("chunked", json.Header("Transfer-Encoding"));
        await CheckBegin(json);
        var subscribed = Event.Parser.ParseFrom(await binary.ReadRecord());
        Assert.Equal(Event.Types.Type.Subscribed, subscribed.Type);
        Assert.NotNull(subscribed.Subscribed.GetState.GetAgents);
        Assert.Equal(15, subscribed.Subscribed.HeartbeatIntervalSeconds);
        Assert.Equal(Event.Types.Type.Heartbeat, Event.Parser.ParseFrom(await binary.ReadRecord()).Type);

        var (agentId, frameworkId) = await LiveThrough();

        var told = await Listen(async () => (await json.ReadEvent()).GetRawText(), agentId, frameworkId);
        string[] expected =
        [
            "AGENT_ADDED", "FRAMEWORK_ADDED", "TASK_ADDED TASK_STAGING", "TASK_UPDATED TASK_RUNNING",
            "TASK_UPDATED TASK_FINISHED", "FRAMEWORK_UPDATED changed", "FRAMEWORK_REMOVED", "AGENT_REMOVED",
        ];
        Assert.Equal(expected, told);
        told = await Listen(
            async () => MesosJson.ToString(Event.Parser.ParseFrom(await binary.ReadRecord())), agentId, frameworkId);
        Assert.Equal(expected, told);
    }

    [Fact]
    public async Task A_new_stream_closes_the_oldest()
    {
        var hub = silo.Services.GetRequiredService<EventHub>();
        await TestSupport.Eventually.TrueAsync(() => hub.Count == 0, "streams of other tests have ended");
        var streams = new List<SchedulerStream>();
        try
        {
            for (var i = 0; i <= SiloFixture.SubscribersMax; i++)
            {
                streams.Add(await SchedulerStream.OpenOperator(silo.Port));
                await CheckBegin(streams[i]);
            }

            // Its body ends as a body does; what happens to others' frameworks meanwhile may come before.
            while (Assert.IsType<byte[]>(await streams[0].ReadChunk()).Length > 0)
            {
            }

            var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
            await new EmulatedAgent(silo.Grains, id, "cpus:1;mem:32").Attach();
            foreach (var stream in streams.Skip(1))
            {
                while (!(await stream.ReadUntil("AGENT_ADDED")).GetRawText().Contains(id, StringComparison.Ordinal))
                {
                }
            }

            await Unregister(id);
        }
        finally
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Both_encodings_of_the_state_say_the_same()
    {
        await using var framework = await SchedulerStream.Subscribe(silo.Port);
        await TestSupport.Eventually.TrueAsync(async () =>
        {
            using var text = await silo.Post("/api/v1", """{"type":"GET_STATE"}""");
            using var bytes = await silo.Post("/api/v1", """{"type":"GET_STATE"}""", ("Accept", "application/x-protobuf"));
            Assert.True(MesosJson.TryParse<Response>(await text.Content.ReadAsByteArrayAsync(), out var one, out var error), error.Text);
            var other = Response.Parser.ParseFrom(await bytes.Content.ReadAsByteArrayAsync());
            return one.Equals(other) && MesosJson.MissingRequiredFields(other).Count == 0;
        }, "JSON and protobuf are equal");
    }

    private static async Task CheckBegin(SchedulerStream stream)
    {
        var subscribed = await stream.ReadEvent();
        Assert.Equal("SUBSCRIBED", subscribed.GetProperty("type").GetString());
        var content = subscribed.GetProperty("subscribed");
        Assert.Equal("15.0", content.GetProperty("heartbeat_interval_seconds").GetRawText());
        var state = content.GetProperty("get_state");
        Assert.Equal(
            ["get_tasks", "get_executors", "get_frameworks", "get_agents"], state.EnumerateObject().Select(part => part.Name));
        Assert.Equal(JsonValueKind.Array, state.GetProperty("get_agents").GetProperty("recovered_agents").ValueKind);
        Assert.Equal("HEARTBEAT", (await stream.ReadEvent()).GetProperty("type").GetString());
    }

    // An agent, a framework and a task from their beginning to their end.
    private async Task<(string AgentId, string FrameworkId)> LiveThrough()
    {
        var agentId = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(silo.Grains, agentId, "cpus:1;mem:64") { OnRunning = _ => null };
        Assert.Null(await agent.Attach());
        // Owners publish each for itself, gathered for a moment: steps whose order is checked must not overlap.
        await Listed("get_agents", "agents", $"\"{agentId}\"");
        await using var framework = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        Expect(await silo.Call(framework, "ACCEPT", await Launch(framework, agentId, "told")), HttpStatusCode.Accepted);
        await Acknowledge(framework, agentId, "TASK_RUNNING");
        await agent.End(framework.FrameworkId, "told", TaskState.TaskFinished);
        await Acknowledge(framework, agentId, "TASK_FINISHED");
        await Listed("get_tasks", "completed_tasks", $"\"{framework.FrameworkId}\"");
        Expect(
            await silo.Call(framework, "UPDATE_FRAMEWORK", $$$"""
                ,"update_framework":{"framework_info":{"id":{"value":"{{{framework.FrameworkId}}}"},"user":"root",
                "name":"changed","failover_timeout":60,"checkpoint":true,"roles":["gold"],"capabilities":
                [{"type":"MULTI_ROLE"},{"type":"RESERVATION_REFINEMENT"},{"type":"PARTITION_AWARE"}]} }
                """),
            HttpStatusCode.OK);
        await Listed("get_frameworks", "frameworks", $"\"{framework.FrameworkId}\"", "\"changed\"");
        Expect(await silo.Call(framework, "TEARDOWN"), HttpStatusCode.Accepted);
        await Listed("get_frameworks", "completed_frameworks", $"\"{framework.FrameworkId}\"");
        await Unregister(agentId);
        return (agentId, framework.FrameworkId);
    }

    // Waits until an item of a listing holds all of that.
    private Task Listed(string call, string list, params string[] parts) => TestSupport.Eventually.TrueAsync(
        async () =>
        {
            using var answer = await silo.Post("/api/v1", $$"""{"type":"{{call.ToUpperInvariant()}}"}""");
            using var listing = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
            return listing.RootElement.GetProperty(call).TryGetProperty(list, out var items) && items.EnumerateArray().Any(
                item => parts.All(part => item.GetRawText().Contains(part, StringComparison.Ordinal)));
        },
        $"{call} has {string.Join(", ", parts)} under {list}");

    private async Task Unregister(string agentId)
    {
        // Only the present session may say so: one that attaches anew takes over.
        var agent = new EmulatedAgent(silo.Grains, agentId, "cpus:1;mem:64");
        await agent.Attach();
        await silo.Grains.Find<IAgentGrain>(agentId).Receive(agent.SessionId, new NodeMessage { Unregister = new Unregister() });
    }

    private static void Expect(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
        }
    }

    internal static async Task<string> Launch(SchedulerStream framework, string agentId, string taskId)
    {
        while (true)
        {
            var offers = (await framework.ReadUntil("OFFERS")).GetProperty("offers").GetProperty("offers");
            foreach (var offer in offers.EnumerateArray())
            {
                if (offer.GetProperty("agent_id").GetProperty("value").GetString() == agentId)
                {
                    return $$$"""
                        ,"accept":{"offer_ids":[{{{offer.GetProperty("id").GetRawText()}}}],"operations":[{"type":"LAUNCH","launch":
                        {"task_infos":[{"name":"{{{taskId}}}","task_id":{"value":"{{{taskId}}}"},"agent_id":{"value":"{{{agentId}}}"},
                        "command":{"value":"true"},"resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5},
                        "allocation_info":{"role":"gold"}},{"name":"mem","type":"SCALAR","scalar":{"value":32},
                        "allocation_info":{"role":"gold"}}]}]}}],"filters":{"refuse_seconds":600}}
                        """;
                }
            }
        }
    }

    private async Task Acknowledge(SchedulerStream framework, string agentId, string state)
    {
        var status = (await framework.ReadUntil("UPDATE")).GetProperty("update").GetProperty("status");
        Assert.Equal(state, status.GetProperty("state").GetString());
        Expect(
            await silo.Call(framework, "ACKNOWLEDGE", $$$"""
                ,"acknowledge":{"agent_id":{"value":"{{{agentId}}}"},"task_id":{{{status.GetProperty("task_id").GetRawText()}}},
                "uuid":{{{status.GetProperty("uuid").GetRawText()}}}}
                """),
            HttpStatusCode.Accepted);
    }

    // What is told of one agent and one framework, until the agent is gone.
    private static async Task<List<string>> Listen(Func<Task<string>> read, string agentId, string frameworkId)
    {
        var told = new List<string>();
        while (told.LastOrDefault() != "AGENT_REMOVED")
        {
            var text = await read();
            using var item = JsonDocument.Parse(text);
            var type = item.RootElement.GetProperty("type").GetString()!;
            if (text.Contains($"\"{agentId}\"", StringComparison.Ordinal) || text.Contains($"\"{frameworkId}\"", StringComparison.Ordinal))
            {
                told.Add(type switch
                {
                    "TASK_ADDED" => $"{type} {item.RootElement.GetProperty("task_added").GetProperty("task").GetProperty("state")}",
                    "TASK_UPDATED" => $"{type} {item.RootElement.GetProperty("task_updated").GetProperty("status").GetProperty("state")}",
                    "FRAMEWORK_UPDATED" => $"{type} " + item.RootElement.GetProperty("framework_updated").GetProperty("framework")
                        .GetProperty("framework_info").GetProperty("name").GetString(),
                    _ => type,
                });
            }
        }

        return told;
    }
}
