using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

/// <summary>
/// Recorded listings, field by field: two agents, one framework, one running task, the rest offered. Ids, times and
/// uuids vary and are masked; lists are compared without their order.
/// </summary>
public sealed partial class RecordedListingTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Recorded = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "listings.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(
            exchange => exchange.GetProperty("name").GetString()!,
            exchange => exchange.GetProperty("response").GetProperty("json"));

    [Fact]
    public async Task Listings_are_as_recorded()
    {
        var state = Recorded["106-get_state"].GetProperty("get_state");
        var task = state.GetProperty("get_tasks").GetProperty("tasks")[0];
        var agents = new List<RecordedAgent>();
        foreach (var agent in state.GetProperty("get_agents").GetProperty("agents").EnumerateArray())
        {
            agents.Add(new RecordedAgent(silo.Grains, agent, [.. task.GetProperty("statuses").EnumerateArray()]));
            await agents[^1].Attach();
        }

        var info = state.GetProperty("get_frameworks").GetProperty("frameworks")[0].GetProperty("framework_info");
        await using var framework = await SchedulerStream.Open(
            silo.Port, $$$"""{"type":"SUBSCRIBE","subscribe":{"framework_info":{{{FrameworkId().Replace(info.GetRawText(), "")}}}}}""");
        await Launch(framework, task, agents[1].Id);

        await Same("106-get_state", Post("GET_STATE"), json => json.GetProperty("get_state"));
        await Same("108-get_frameworks", Post("GET_FRAMEWORKS"), json => json);
        await Same("111-get_tasks", Post("GET_TASKS"), json => json);
        await Same("105-get-state", Get("/state"), json => json.GetProperty("slaves"));
        await Same("105-get-state", Get("/state"), json => json.GetProperty("frameworks"));
        await Same("106-get-state-summary", Get("/state-summary"), json => json.GetProperty("slaves"));
        await Same("106-get-state-summary", Get("/state-summary"), json => json.GetProperty("frameworks"));
        await Same("107-get-slaves", Get("/slaves"), json => json);
        await Same("108-get-frameworks", Get("/frameworks"), json => json);
        await Same("109-get-tasks", Get("/tasks"), json => json);
        GC.KeepAlive(agents);
    }

    private async Task Launch(SchedulerStream framework, JsonElement task, string agentId)
    {
        var subscribed = (await framework.ReadUntil("SUBSCRIBED")).GetProperty("subscribed");
        var id = subscribed.GetProperty("framework_id").GetProperty("value").GetString();
        var offerId = "";
        while (offerId.Length == 0)
        {
            foreach (var offer in (await framework.ReadUntil("OFFERS")).GetProperty("offers").GetProperty("offers").EnumerateArray())
            {
                offerId = offer.GetProperty("agent_id").GetProperty("value").GetString() == agentId
                    ? offer.GetProperty("id").GetRawText()
                    : offerId;
            }
        }

        var info = $$"""
            {"name":"op1","task_id":{"value":"op1"},"agent_id":{"value":"{{agentId}}"},"command":{"value":"sleep 1000"},
            "resources":{{task.GetProperty("resources").GetRawText()}},"labels":{{task.GetProperty("labels").GetRawText()}},
            "discovery":{{task.GetProperty("discovery").GetRawText()}}}
            """;
        using var answer = await silo.Post(
            "/api/v1/scheduler",
            $$$"""
            {"type":"ACCEPT","framework_id":{"value":"{{{id}}}"},"accept":{"offer_ids":[{{{offerId}}}],"filters":{"refuse_seconds":0},
            "operations":[{"type":"LAUNCH","launch":{"task_infos":[{{{info}}}]}}]}}
            """,
            ("Mesos-Stream-Id", framework.StreamId));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private Func<Task<HttpResponseMessage>> Post(string type) => () => silo.Post("/api/v1", $$"""{"type":"{{type}}"}""");

    private Func<Task<HttpResponseMessage>> Get(string path) => () => silo.Send("GET", path, null);

    // The task comes to run and the rest to be offered after a moment; what is wrong then stays wrong.
    private static async Task Same(string name, Func<Task<HttpResponseMessage>> read, Func<JsonElement, JsonElement> part)
    {
        var expected = Canonical(part(Recorded[name]));
        var actual = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (actual != expected && !deadline.IsCancellationRequested)
        {
            using var answer = await read();
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            actual = Canonical(part(json.RootElement));
        }

        Assert.Equal(expected, actual);
    }

    private static string Canonical(JsonElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        var masked = Ids().Replace(text.ToString(), "\"ID\"");
        masked = Times().Replace(masked, "$1 0");
        masked = Uuids().Replace(masked, "$1 0");
        // One key more than the message has: only in JSON, and only where the original builds it by hand.
        return masked.Replace("\"checkpoint\": true,\"hostname\": \"localhost\"", "\"hostname\": \"localhost\"", StringComparison.Ordinal);
    }

    // Members and items sorted, so that only content counts.
    private static void Write(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{').AppendJoin(',', element.EnumerateObject()
                    .Select(member => $"\"{member.Name}\": {Text(member.Value)}").Order(StringComparer.Ordinal)).Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[').AppendJoin(",\n", element.EnumerateArray().Select(Text).Order(StringComparer.Ordinal)).Append(']');
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static string Text(JsonElement element)
    {
        var text = new StringBuilder();
        Write(element, text);
        return Ids().Replace(text.ToString(), "\"ID\"");
    }

    [GeneratedRegex("\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[SO]?[0-9]+)?\"")]
    private static partial Regex Ids();

    [GeneratedRegex("(\"(?:nanoseconds|timestamp|registered_time|reregistered_time)\":) [0-9.]+")]
    private static partial Regex Times();

    [GeneratedRegex("(\"(?:uuid|status_update_uuid)\":) \"[^\"]*\"")]
    private static partial Regex Uuids();

    [GeneratedRegex("\"id\":\\{[^}]*\\},")]
    private static partial Regex FrameworkId();
}
