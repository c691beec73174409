using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.HttpSupport;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>Every GET of an agent node with odd values of its parameters; those of files on a sandbox that is there.</summary>
public sealed class QueryTests : IAsyncLifetime
{
    private static readonly string[] Paths =
    [
        "/state", "/flags", "/version", "/metrics/snapshot", "/health", "/files/browse", "/files/read", "/files/download", "/files/debug",
        "/monitor/statistics", "/containers", "/logging/toggle", "/help", "/metrics", "/api/v1", "/api/v1/executor",
    ];

    private ApiNode _node = null!;

    public async Task InitializeAsync()
    {
        _node = await ApiNode.StartAsync();
        _node.State.Command(Given.Launch(Given.Task("t", "echo out; exec sleep 1000")));
        await Eventually.TrueAsync(() => _node.State.StatesOf("t").Contains(TaskState.TaskRunning), "t runs");
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task No_value_breaks_it()
    {
        var file = Uri.EscapeDataString($"/frameworks/{Given.Framework}/executors/t/runs/latest/stdout");
        foreach (var query in Paths.SelectMany(path => EdgeQueries.Of(
            path, ("path", file), ("offset", "0"), ("length", "10"), ("jsonp", "f"), ("timeout", "5secs"), ("level", "1"), ("duration", "1secs"),
            ("container_id", "c"))))
        {
            using var answer = await _node.Http.GetAsync(query);
            Assert.True((int)answer.StatusCode is not (500 or 503), $"{(int)answer.StatusCode} {query}");
            _ = await answer.Content.ReadAsByteArrayAsync();
        }

        Assert.Empty(_node.Logs.Errors);
    }
}
