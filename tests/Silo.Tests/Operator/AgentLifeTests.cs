using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>
/// The life of agents over HTTP: maintenance, draining, deactivating, marking gone. Recorded exchanges are made again in
/// their order; ids and times stand for those of the recording.
/// </summary>
[Collection(SiloCollection.Name)]
public sealed partial class AgentLifeTests(SiloFixture silo)
{
    private const string Ip = "10.1.2.3";

    [Fact]
    public async Task Maintenance_answers_as_it_was_recorded()
    {
        foreach (var line in Recorded("maintenance.jsonl"))
        {
            using var exchange = JsonDocument.Parse(line);
            await Replay(exchange.RootElement, "");
        }
    }

    [Fact]
    public async Task Calls_about_agents_answer_as_they_were_recorded()
    {
        var agent = await Attach("recorded.example");
        foreach (var line in Recorded("agents.jsonl"))
        {
            using var exchange = JsonDocument.Parse(line);
            var name = exchange.RootElement.GetProperty("name").GetString()!;
            if (!name.Contains("get_agents", StringComparison.Ordinal))
            {
                await Replay(exchange.RootElement, agent.Id);
            }
            else if (name.EndsWith("gone", StringComparison.Ordinal))
            {
                await Listed(agent.Id, found => found is null);
            }
            else
            {
                await ExpectListed(exchange.RootElement, agent.Id);
            }
        }

        Assert.Equal("Agent has been marked gone", await agent.Attach());
    }

    [Fact]
    public async Task Frameworks_answers_are_shown_as_they_were_recorded()
    {
        var agent = await Attach("asked.example");
        await using var framework = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        await Launch(framework, agent);
        await Change("UPDATE_MAINTENANCE_SCHEDULE", "update_maintenance_schedule", $$"""{"schedule":{"windows":[{"machine_ids":[{{Machine("asked.example")}}],"unavailability":{"start":{"nanoseconds":1},"duration":{"nanoseconds":2} } }]} }""");
        var answers = Recorded("inverse.jsonl").ToList();

        await Answer(framework, agent, "ACCEPT");
        await ExpectStatus(answers[0], framework.FrameworkId, "ACCEPT");
        await Answer(framework, agent, "DECLINE");
        await ExpectStatus(answers[1], framework.FrameworkId, "DECLINE");
        await ExpectStatus(answers[2], framework.FrameworkId, "DECLINE");
        using var wrapped = await silo.Http.GetAsync(new Uri("/maintenance/schedule?jsonp=show", UriKind.Relative));
        Assert.Equal("text/javascript", wrapped.ContentType());
        Assert.StartsWith("show({\"windows\":[{\"machine_ids\":", await wrapped.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await Change("START_MAINTENANCE", "start_maintenance", $$"""{"machines":[{{Machine("asked.example")}}]}""");
        var update = await framework.ReadUntil("FAILURE");
        Assert.Equal(agent.Id, update.GetProperty("failure").GetProperty("agent_id").GetProperty("value").GetString());
        await Listed(agent.Id, found => found is null);
        Assert.Equal("Machine is `DOWN`", await agent.Attach());
        await Change("STOP_MAINTENANCE", "stop_maintenance", $$"""{"machines":[{{Machine("asked.example")}}]}""");
        Assert.Null(await agent.Attach());
        await agent.Detach();
    }

    [Fact]
    public async Task A_drain_is_shown_everywhere_and_taken_in_either_encoding()
    {
        var agent = await Attach("drained.example");
        agent.EndsTasksOnDrain = false;
        await using var framework = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        await Launch(framework, agent);
        var call = new Call
        {
            Type = Call.Types.Type.DrainAgent,
            DrainAgent = new Call.Types.DrainAgent
            {
                AgentId = new AgentID { Value = agent.Id },
                MaxGracePeriod = new Duration { Seconds = 2, Nanos = 500 },
            },
        };
        using var drained = await silo.Send("POST", "/api/v1", call.ToByteArray(), ("Content-Type", "application/x-protobuf"));
        Assert.Equal(HttpStatusCode.OK, drained.StatusCode);

        var listed = await Listed(agent.Id, found => found?.TryGetProperty("drain_info", out _) == true);
        Assert.Equal(
            """{"state":"DRAINING","config":{"max_grace_period":{"nanoseconds":2000000500},"mark_gone":false}}""",
            listed!.Value.GetProperty("drain_info").GetRawText());
        Assert.True(listed.Value.GetProperty("estimated_drain_start_time").GetProperty("nanoseconds").GetInt64() > 0);
        Assert.True(listed.Value.GetProperty("deactivated").GetBoolean());
        using var slaves = JsonDocument.Parse(await silo.Http.GetStringAsync(new Uri($"/slaves?slave_id={agent.Id}", UriKind.Relative)));
        var slave = slaves.RootElement.GetProperty("slaves")[0];
        Assert.Equal("DRAINING", slave.GetProperty("drain_info").GetProperty("state").GetString());
        Assert.True(slave.GetProperty("deactivated").GetBoolean());
        Assert.False(slave.GetProperty("active").GetBoolean());
        Assert.True(slave.GetProperty("estimated_drain_start_time_seconds").GetDouble() > 0);

        var id = $$"""{"agent_id":{"value":"{{agent.Id}}"} }""";
        await Change("REACTIVATE_AGENT", "reactivate_agent", id, 400, "Agent is still in the DRAINING state");
        await agent.End(framework.FrameworkId, "life", TaskState.TaskKilled);
        await Acknowledge(framework, "TASK_KILLED");
        await Listed(agent.Id, found => found?.GetProperty("drain_info").GetProperty("state").GetString() == "DRAINED");
        await Change("REACTIVATE_AGENT", "reactivate_agent", id);
        await Listed(agent.Id, found => found?.GetProperty("active").GetBoolean() == true);
        await agent.Detach();
    }

    [Theory]
    [InlineData("MARK_AGENT_GONE", "mark_agent_gone", 404, "Agent 'nope' not found")]
    [InlineData("DRAIN_AGENT", "drain_agent", 400, "Unknown agent")]
    [InlineData("DEACTIVATE_AGENT", "deactivate_agent", 400, "Unknown agent")]
    [InlineData("REACTIVATE_AGENT", "reactivate_agent", 400, "Unknown agent")]
    public Task An_agent_that_nobody_knows_is_refused(string type, string field, int status, string text) =>
        Change(type, field, """{"agent_id":{"value":"nope"} }""", status, text);

    [Fact]
    public Task An_id_that_cannot_be_is_unknown() =>
        Change("DRAIN_AGENT", "drain_agent", """{"agent_id":{"value":"a/b"} }""", 400, "Unknown agent");

    [Fact]
    public Task A_negative_grace_is_refused() => Change(
        "DRAIN_AGENT", "drain_agent", """{"agent_id":{"value":"a"},"max_grace_period":{"seconds":-1} }""",
        400, "'max_grace_period' must be a duration that is not negative");

    private static IEnumerable<string> Recorded(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file));

    private static string Machine(string hostname) => $$"""{"hostname":"{{hostname}}","ip":"{{Ip}}"}""";

    private async Task<EmulatedAgent> Attach(string hostname)
    {
        var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(silo.Grains, id, "cpus:4;mem:4096;disk:20000;ports:[31000-32000]")
        {
            Hostname = hostname,
            Ip = Ip,
            OnRunning = _ => null,
        };
        Assert.Null(await agent.Attach());
        return agent;
    }

    private async Task Change(string type, string field, string message, int status = 200, string text = "")
    {
        using var answer = await silo.Post("/api/v1", $$"""{"type":"{{type}}","{{field}}":{{message}}}""");
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private async Task Replay(JsonElement exchange, string agentId)
    {
        var name = exchange.GetProperty("name").GetString()!;
        var request = exchange.GetProperty("request");
        var recorded = exchange.GetProperty("response");
        byte[]? body = null;
        if (request.TryGetProperty("json", out var json))
        {
            body = Encoding.UTF8.GetBytes(AgentIds().Replace(json.GetRawText(), agentId));
        }
        else if (request.TryGetProperty("text", out var text))
        {
            body = Encoding.UTF8.GetBytes(text.GetString()!);
        }

        using var answer = await silo.Send(
            request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!, body,
            [.. request.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))]);
        var expected = recorded.TryGetProperty("json", out var answered) ? answered.GetRawText()
            : recorded.TryGetProperty("text", out var said) ? said.GetString()! : "";
        Assert.Equal((name, expected), (name, await answer.Content.ReadAsStringAsync()));
        Assert.Equal((name, recorded.GetProperty("status").GetInt32()), (name, (int)answer.StatusCode));
        var headers = recorded.GetProperty("headers");
        Assert.Equal(headers.TryGetProperty("Content-Type", out var type) ? type.GetString() : null, answer.ContentType());
        if (headers.TryGetProperty("Allow", out var allow))
        {
            Assert.Equal(allow.GetString(), string.Join(", ", answer.Content.Headers.Allow));
        }
    }

    // Field by field, but for what belongs to the recorded machine and moment.
    private async Task ExpectListed(JsonElement exchange, string agentId)
    {
        var recorded = exchange.GetProperty("response").GetProperty("json").GetProperty("get_agents").GetProperty("agents")
            .EnumerateArray().Single(agent => Id(agent).EndsWith("-S1", StringComparison.Ordinal));
        var listed = await Listed(agentId, found => found is { } agent
            && agent.GetProperty("deactivated").GetBoolean() == recorded.GetProperty("deactivated").GetBoolean()
            && agent.GetProperty("active").GetBoolean() == recorded.GetProperty("active").GetBoolean());
        Assert.Equal(
            recorded.GetProperty("total_resources").GetRawText(), listed!.Value.GetProperty("total_resources").GetRawText());
        Assert.Equal(recorded.TryGetProperty("drain_info", out _), listed.Value.TryGetProperty("drain_info", out _));
    }

    private static string Id(JsonElement agent) => agent.GetProperty("agent_info").GetProperty("id").GetProperty("value").GetString()!;

    private async Task<JsonElement?> Listed(string agentId, Func<JsonElement?, bool> isMeant)
    {
        JsonElement? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await silo.Post("/api/v1", """{"type":"GET_AGENTS"}""");
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                found = json.RootElement.GetProperty("get_agents").GetProperty("agents").EnumerateArray()
                    .Where(agent => Id(agent) == agentId).Select(agent => (JsonElement?)agent.Clone()).FirstOrDefault();
                return isMeant(found);
            },
            $"agent {agentId} is listed so");
        return found;
    }

    private async Task ExpectStatus(string line, string frameworkId, string answer)
    {
        using var exchange = JsonDocument.Parse(line);
        var request = exchange.RootElement.GetProperty("request");
        var body = request.TryGetProperty("json", out var json) ? Encoding.UTF8.GetBytes(json.GetRawText()) : null;
        var expected = Ours(exchange.RootElement.GetProperty("response").GetProperty("json").GetRawText(), frameworkId);
        var last = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await silo.Send(
                    request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!, body,
                    [.. request.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))]);
                last = Ours(await response.Content.ReadAsStringAsync(), frameworkId);
                return last.Contains($"\"{answer}\"", StringComparison.Ordinal);
            },
            "the answer is shown");
        Assert.Equal(expected, last);
    }

    private static string Ours(string text, string frameworkId)
    {
        text = Times().Replace(text, "\"timestamp\":{\"nanoseconds\":0}");
        text = FrameworkIds().Replace(text, frameworkId);
        return text.Replace("\"hostname\":\"localhost\",\"ip\":\"127.0.0.1\"", $"\"hostname\":\"asked.example\",\"ip\":\"{Ip}\"", StringComparison.Ordinal);
    }

    private async Task Answer(SchedulerStream framework, EmulatedAgent agent, string answer)
    {
        var inverse = (await framework.ReadUntil("INVERSE_OFFERS")).GetProperty("inverse_offers").GetProperty("inverse_offers")[0];
        Assert.Equal(agent.Id, inverse.GetProperty("agent_id").GetProperty("value").GetString());
        Assert.Equal(
            """{"start":{"nanoseconds":1},"duration":{"nanoseconds":2}}""", inverse.GetProperty("unavailability").GetRawText());
        var id = inverse.GetProperty("id").GetProperty("value").GetString();
        var refuse = answer == "ACCEPT" ? 0 : 60;
        using var taken = await silo.Call(
            framework, $"{answer}_INVERSE_OFFERS",
            $$""","{{answer.ToLowerInvariant()}}_inverse_offers":{"inverse_offer_ids":[{"value":"{{id}}"}],"filters":{"refuse_seconds":{{refuse}}} }""");
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    private async Task Launch(SchedulerStream framework, EmulatedAgent agent)
    {
        while (true)
        {
            var offers = (await framework.ReadUntil("OFFERS")).GetProperty("offers").GetProperty("offers");
            var mine = offers.EnumerateArray().FirstOrDefault(
                offer => offer.GetProperty("agent_id").GetProperty("value").GetString() == agent.Id);
            if (mine.ValueKind == JsonValueKind.Undefined)
            {
                continue;
            }

            var id = mine.GetProperty("id").GetProperty("value").GetString();
            using var taken = await silo.Call(framework, "ACCEPT", $$"""
                ,"accept":{"offer_ids":[{"value":"{{id}}"}],"filters":{"refuse_seconds":0},"operations":[{"type":"LAUNCH","launch":
                {"task_infos":[{"name":"life","task_id":{"value":"life"},"agent_id":{"value":"{{agent.Id}}"},"command":{"value":"sleep 1"},
                "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1} },{"name":"mem","type":"SCALAR","scalar":{"value":32} }]}]} }]}
                """);
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
            await Acknowledge(framework, "TASK_RUNNING");
            return;
        }
    }

    private async Task Acknowledge(SchedulerStream framework, string state)
    {
        var status = (await framework.ReadUntil("UPDATE")).GetProperty("update").GetProperty("status");
        Assert.Equal(state, status.GetProperty("state").GetString());
        using var taken = await silo.Call(framework, "ACKNOWLEDGE", $$"""
            ,"acknowledge":{"agent_id":{{status.GetProperty("agent_id").GetRawText()}},"task_id":{"value":"life"},
            "uuid":{{status.GetProperty("uuid").GetRawText()}} }
            """);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-S[0-9]+\\b")]
    private static partial Regex AgentIds();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]{4}\\b")]
    private static partial Regex FrameworkIds();

    [GeneratedRegex("\"timestamp\":\\{\"nanoseconds\":[0-9]+\\}")]
    private static partial Regex Times();
}
