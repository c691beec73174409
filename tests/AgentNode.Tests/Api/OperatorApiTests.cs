using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AgentApi;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>What the listings of the operator API show.</summary>
public sealed class OperatorApiTests : IAsyncLifetime
{
    private ApiNode _node = null!;

    public async Task InitializeAsync() => _node = await ApiNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Listings_show_tasks_executors_and_files()
    {
        var before = await PostAsync("GET_STATE");
        Assert.Equal(
            """{"pending_tasks":[],"queued_tasks":[],"launched_tasks":[],"terminated_tasks":[],"completed_tasks":[]}""",
            before["get_state"]!["get_tasks"]!.ToJsonString());
        _node.State.Command(Given.Launch(Given.Task("t", "echo out; exec sleep 1000")));
        await Eventually.TrueAsync(() => _node.State.StatesOf("t").Contains(TaskState.TaskRunning), "t runs");
        var state = (await PostAsync("GET_STATE"))["get_state"]!;
        Assert.Equal("t", state["get_tasks"]!["launched_tasks"]![0]!["task_id"]!["value"]!.GetValue<string>());
        Assert.Equal("t", state["get_executors"]!["executors"]![0]!["executor_info"]!["source"]!.GetValue<string>());
        Assert.Single(state["get_frameworks"]!["frameworks"]!.AsArray());
        var container = (await PostAsync("GET_CONTAINERS"))["get_containers"]!["containers"]![0]!;
        Assert.Equal(_node.Containers.Launched.First(), container["container_id"]!["value"]!.GetValue<string>());
        var agent = (await PostAsync("GET_AGENT"))["get_agent"]!["agent_info"]!;
        Assert.Equal("agent-1", agent["id"]!["value"]!.GetValue<string>());
        var sandbox = _node.Containers.Specs.First().SandboxDirectory;
        await Eventually.TrueAsync(() => new System.IO.FileInfo(sandbox + "/stdout").Length == 4, "t prints");
        var file = (await PostAsync("READ_FILE", $$"""{"path":"{{sandbox}}/stdout","offset":0}"""))["read_file"]!;
        Assert.Equal("b3V0Cg==", file["data"]!.GetValue<string>());
        var files = (await PostAsync("LIST_FILES", $$"""{"path":"{{sandbox}}"}"""))["list_files"]!["file_infos"]!.AsArray();
        Assert.Contains(files, item => item!["path"]!.GetValue<string>() == sandbox + "/stdout");
    }

    [Fact]
    public async Task Protobuf_is_spoken_as_well()
    {
        var call = new Call { Type = Call.Types.Type.GetMetrics, GetMetrics = new Call.Types.GetMetrics() };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/slave(1)/api/v1")
        {
            Content = new ByteArrayContent(Google.Protobuf.MessageExtensions.ToByteArray(call)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        request.Headers.Accept.ParseAdd("application/x-protobuf");
        using var response = await _node.Http.SendAsync(request);
        var answer = Response.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());
        Assert.Contains(answer.GetMetrics.Metrics, metric => metric.Name == "slave/registered" && metric.Value == 1);
    }

    private async Task<JsonNode> PostAsync(string type, string? body = null)
    {
        var part = body is null ? "" : $",\"{type.ToLowerInvariant()}\":{body}";
        using var content = new StringContent($"{{\"type\":\"{type}\"{part}}}", Encoding.UTF8, "application/json");
        using var response = await _node.Http.PostAsync("/api/v1", content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
