using System.Text.Json;
using MesosOrleans.AgentNode.Api;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;
using Microsoft.AspNetCore.Builder;

namespace MesosOrleans.AgentNode.Tests.Api;

/// <summary>A node's metrics, by Mesos's names and for Prometheus.</summary>
public sealed class NodeMetricsTests
{
    [Fact]
    public async Task Served_names_are_the_listed_ones()
    {
        await using var node = await ApiNode.StartAsync();
        using var json = JsonDocument.Parse(await node.Http.GetStringAsync(new Uri("/metrics/snapshot?timeout=1secs", UriKind.Relative)));
        Assert.Equal(
            File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "metrics.txt")),
            json.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("1.0", json.RootElement.GetProperty("slave/registered").GetRawText());
        Assert.True(json.RootElement.GetProperty("system/mem_total_bytes").GetDouble() > 0);
        using var bad = await node.Http.GetAsync(new Uri("/metrics/snapshot?timeout=x", UriKind.Relative));
        Assert.Equal("Invalid timeout 'x': Failed to convert '' to number.\n", await bad.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Prometheus_sees_the_tasks()
    {
        await using var node = await ApiNode.StartAsync();
        node.State.Command(Given.Launch(Given.Task("t", "true")));
        await Eventually.TrueAsync(() => node.State.StatesOf("t").Contains(TaskState.TaskFinished), "t ends");
        var api = new NodeApi();
        api.Open(node.Node.Host.View);
        using var exporter = api.CreateExporter();
        await using var app = WebApplication.CreateSlimBuilder().Build();
        exporter.Map(app);
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("mesos_slave_registered", text, StringComparison.Ordinal);
        Assert.Matches("mesos_slave_task_states_exit_total\\{[^}]*state=\"finished\"[^}]*\\} 1\\b", text);
    }
}
