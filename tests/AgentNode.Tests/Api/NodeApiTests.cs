using System.Text.Json;
using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;
using Microsoft.AspNetCore.Builder;

namespace MesosOrleans.AgentNode.Tests.Api;

public sealed class NodeApiTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _work = new();
    private readonly ProcessContainerizer _containers = new();
    private readonly HttpClient _http = new();
    private readonly NodeApi _api = new();
    private readonly WebApplication _app = WebApplication.CreateSlimBuilder().Build();
    private FakeSilo _silo = null!;
    private TestNode _node = null!;

    public async Task InitializeAsync()
    {
        _silo = await FakeSilo.StartAsync();
        _node = await TestNode.StartAsync(_work.Path, _containers, [_silo.Address]);
        await Eventually.TrueAsync(() => _node.Host.Link.IsAttached, "the node attaches");
        _api.Map(_app, "1.2.3");
        _app.Urls.Add("http://127.0.0.1:0");
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _silo.DisposeAsync();
        await _app.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _containers.Dispose();
        _work.Dispose();
    }

    [Fact]
    public async Task Pages_answer_503_until_the_recovery_is_over_but_health_answers()
    {
        Assert.Equal(503, (int)(await _http.GetAsync("/state")).StatusCode);
        Assert.Equal(200, (int)(await _http.GetAsync("/slave(1)/health")).StatusCode);
        _api.Open(_node.Host.View);
        Assert.Equal(200, (int)(await _http.GetAsync("/slave(1)/state")).StatusCode);
    }

    [Fact]
    public async Task State_shows_who_the_node_is_and_what_runs()
    {
        _api.Open(_node.Host.View);
        _silo.State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await Eventually.TrueAsync(() => _silo.State.StatesOf("t").Contains(TaskState.TaskRunning), "t runs");
        using var state = JsonDocument.Parse(await _http.GetStringAsync("/state"));
        var root = state.RootElement;
        Assert.Equal("agent-1", root.GetProperty("id").GetString());
        Assert.Equal("slave(1)@127.0.0.1:5051", root.GetProperty("pid").GetString());
        Assert.Equal("4.0", root.GetProperty("resources").GetProperty("cpus").GetRawText());
        Assert.Equal("[31000-32000]", root.GetProperty("resources").GetProperty("ports").GetString());
        Assert.Contains("MULTI_ROLE", root.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()));
        var executor = root.GetProperty("frameworks")[0].GetProperty("executors")[0];
        Assert.Equal("t", executor.GetProperty("id").GetString());
        var task = executor.GetProperty("tasks")[0];
        Assert.Equal("TASK_RUNNING", task.GetProperty("state").GetString());
        Assert.Equal("", task.GetProperty("executor_id").GetString());
        var metrics = JsonDocument.Parse(await _http.GetStringAsync("/metrics/snapshot")).RootElement;
        Assert.Equal(1, metrics.GetProperty("slave/tasks_running").GetDouble());
        Assert.Equal(1, metrics.GetProperty("slave/registered").GetDouble());
    }

    [Fact]
    public async Task Sandboxes_can_be_read_and_nothing_else()
    {
        _api.Open(_node.Host.View);
        _silo.State.Command(Given.Launch(Given.Task("t", "echo out; ln -s /etc/passwd link")));
        await Eventually.TrueAsync(() => _silo.State.StatesOf("t").Contains(TaskState.TaskFinished), "t finishes");
        var sandbox = _containers.Specs.First().SandboxDirectory;
        using var browsed = JsonDocument.Parse(await _http.GetStringAsync("/files/browse?path=" + sandbox));
        Assert.Contains(
            sandbox + "/stdout",
            browsed.RootElement.EnumerateArray().Select(item => item.GetProperty("path").GetString()));
        var latest = $"/frameworks/{Given.Framework}/executors/t/runs/latest/stdout";
        Assert.Equal("{\"data\":\"out\\n\",\"offset\":0}", await _http.GetStringAsync($"/files/read?offset=0&path={latest}"));
        Assert.Equal("{\"data\":\"\",\"offset\":4}", await _http.GetStringAsync($"/files/read?path={latest}"));
        Assert.Equal("out\n", await _http.GetStringAsync($"/files/download?path={latest}"));
        Assert.Equal(404, await CodeAsync($"{sandbox}/missing"));
        Assert.Equal(404, await CodeAsync("/etc/passwd"));
        Assert.Equal(400, await CodeAsync($"{sandbox}/../../../../../../../../../etc/passwd"));
        Assert.Equal(400, await CodeAsync($"{sandbox}/link"));
        Assert.Equal(400, await CodeAsync(""));
    }

    private async Task<int> CodeAsync(string path)
        => (int)(await _http.GetAsync("/files/read?offset=0&path=" + Uri.EscapeDataString(path))).StatusCode;
}
