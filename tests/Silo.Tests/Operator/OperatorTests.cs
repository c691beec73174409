using System.Net;
using System.Text;
using System.Text.Json;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Operator;

[Collection(SiloCollection.Name)]
public sealed class OperatorTests(SiloFixture silo)
{
    [Theory]
    [InlineData("GET_EXECUTORS", """{"type":"GET_EXECUTORS","get_executors":{"executors":[]}}""")]
    [InlineData("GET_OPERATIONS", """{"type":"GET_OPERATIONS","get_operations":{}}""")]
    [InlineData("GET_LOGGING_LEVEL", """{"type":"GET_LOGGING_LEVEL","get_logging_level":{"level":0}}""")]
    [InlineData("GET_FLAGS", """{"type":"GET_FLAGS","get_flags":{"flags":[{"name":"port","value":"5050"}]}}""")]
    public async Task Calls_are_answered(string type, string expected)
    {
        using var answer = await silo.Post("/api/v1", $$"""{"type":"{{type}}"}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.ContentType());
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Lists_of_agents_are_there_even_when_they_are_empty()
    {
        using var answer = await silo.Post("/api/v1", """{"type":"GET_AGENTS"}""");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("""{"type":"GET_AGENTS","get_agents":{"agents":[""", text, StringComparison.Ordinal);
        Assert.EndsWith("""],"recovered_agents":[]}}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_lists_a_framework_in_both_formats()
    {
        await using var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        var framework = await Eventually(async () =>
        {
            using var answer = await silo.Post("/api/v1", """{"type":"GET_STATE"}""");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var state = json.RootElement.GetProperty("get_state");
            Assert.Equal(JsonValueKind.Array, state.GetProperty("get_tasks").GetProperty("completed_tasks").ValueKind);
            return state.GetProperty("get_frameworks").GetProperty("frameworks").EnumerateArray()
                .Where(item => Id(item) == stream.FrameworkId).Select(item => item.GetRawText()).FirstOrDefault();
        });
        Assert.Contains("\"recovered\":false", framework, StringComparison.Ordinal);
        using var binary = await silo.Post(
            "/api/v1", """{"type":"GET_FRAMEWORKS"}""", ("Accept", "application/x-protobuf"));
        var response = Response.Parser.ParseFrom(await binary.Content.ReadAsByteArrayAsync());
        Assert.Contains(
            response.GetFrameworks.Frameworks,
            item => item.FrameworkInfo.Id.Value == stream.FrameworkId && item.HasRecovered && item.Connected);
    }

    [Fact]
    public async Task The_master_describes_itself()
    {
        using var answer = await silo.Post("/api/v1", """{"type":"GET_MASTER"}""");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var info = json.RootElement.GetProperty("get_master").GetProperty("master_info");
        Assert.Equal($"master@127.0.0.1:{silo.Port}", info.GetProperty("pid").GetString());
        Assert.Equal(silo.Port, info.GetProperty("address").GetProperty("port").GetInt32());
    }

    [Fact]
    public async Task Weights_are_set_and_listed()
    {
        using var set = await silo.Post(
            "/api/v1", """{"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[{"role":"weighted","weight":2.5}]}}""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        Assert.Equal(0, set.Content.Headers.ContentLength);
        using var weights = await silo.Post("/api/v1", """{"type":"GET_WEIGHTS"}""");
        Assert.Contains(
            """{"weight":2.5,"role":"weighted"}""", await weights.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var roles = await silo.Post("/api/v1", """{"type":"GET_ROLES"}""");
        Assert.Contains(
            """{"name":"weighted","weight":2.5}""", await roles.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gold", "0", "Invalid weight '0': Weights must be positive")]
    [InlineData("gold", "-1", "Invalid weight '-1': Weights must be positive")]
    public async Task Weights_are_positive(string role, string weight, string error)
    {
        using var answer = await silo.Post(
            "/api/v1",
            $$$"""{"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[{"role":"{{{role}}}","weight":{{{weight}}}}]}}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            $"Failed to validate update weights request JSON for role '{role}': {error}",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_type_unknown_is_501()
    {
        using var answer = await silo.Post("/api/v1", """{"type":"UNKNOWN"}""");
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Equal("501 Not Implemented.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Legacy_documents_show_the_framework()
    {
        await using var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        var state = await Eventually(async () =>
        {
            using var answer = await silo.Send("GET", "/master/state.json", null);
            var text = await answer.Content.ReadAsStringAsync();
            return text.Contains(stream.FrameworkId, StringComparison.Ordinal) ? text : null;
        });
        using var json = JsonDocument.Parse(state);
        Assert.Equal($"master@127.0.0.1:{silo.Port}", json.RootElement.GetProperty("leader").GetString());
        var framework = json.RootElement.GetProperty("frameworks").EnumerateArray()
            .Single(item => item.GetProperty("id").GetString() == stream.FrameworkId);
        string[] keys =
        [
            "id", "name", "used_resources", "offered_resources", "capabilities", "hostname", "webui_url", "active",
            "connected", "recovered", "user", "failover_timeout", "checkpoint", "registered_time", "unregistered_time",
            "resources", "roles", "tasks", "unreachable_tasks", "completed_tasks", "offers", "executors",
            "offer_constraints",
        ];
        Assert.Equal(keys, framework.EnumerateObject().Select(member => member.Name).Where(name => name != "reregistered_time"));
        Assert.Equal("60.0", framework.GetProperty("failover_timeout").GetRawText());
        foreach (var path in (string[])["/state-summary", "/frameworks", "/slaves", "/tasks?limit=-1&order=asc", "/roles", "/flags"])
        {
            using var plain = await silo.Send("GET", path, null);
            using var document = JsonDocument.Parse(await plain.Content.ReadAsStringAsync());
            Assert.Equal("application/json", plain.ContentType());
            using var wrapped = await silo.Send("GET", path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "jsonp=cb", null);
            Assert.Equal("text/javascript", wrapped.ContentType());
            var script = await wrapped.Content.ReadAsStringAsync();
            Assert.StartsWith("cb({", script, StringComparison.Ordinal);
            Assert.EndsWith("})", script, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/kill", "frameworkId=f", "Missing 'taskId' query parameter in the request body")]
    [InlineData("/kill", "frameworkId=f&taskId=t", "No task found with specified ID")]
    [InlineData("/kill", "frameworkId=a%2Fb&taskId=t", "No task found with specified ID")]
    [InlineData("/teardown", "%zz", "Unable to decode query string: Malformed % escape in '%zz': '%zz'")]
    public async Task Forms_are_checked(string path, string form, string text)
    {
        using var answer = await silo.Send("POST", path, Encoding.UTF8.GetBytes(form));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(text, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_operator_tears_a_framework_down()
    {
        await using var stream = await SchedulerStream.Subscribe(silo.Port, failover: 60);
        using var answer = await silo.Send(
            "POST", "/teardown", Encoding.UTF8.GetBytes($"frameworkId={stream.FrameworkId}"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var again = await silo.Call(stream, "REVIVE");
        Assert.Equal("Framework cannot be found", await again.Content.ReadAsStringAsync());
    }

    private static string? Id(JsonElement framework) =>
        framework.GetProperty("framework_info").GetProperty("id").GetProperty("value").GetString();

    private static async Task<string> Eventually(Func<Task<string?>> look)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            deadline.Token.ThrowIfCancellationRequested();
            await Task.Delay(20);
        }
    }
}
