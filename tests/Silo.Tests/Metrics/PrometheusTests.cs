using System.Text.RegularExpressions;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1.QuotaApi;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Metrics;

/// <summary>The text format, and that what is in it is right.</summary>
public sealed partial class PrometheusTests(MetricsCluster silo) : IClassFixture<MetricsCluster>
{
    [Theory]
    [InlineData("/metrics")]
    [InlineData("/metrics/prometheus")]
    public async Task Every_line_is_of_the_format(string path)
    {
        using var answer = await silo.Send("GET", path, null);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.StartsWith("text/plain", answer.ContentType(), StringComparison.Ordinal);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(Line(), line));
        Assert.Contains(lines, line => line.StartsWith("mesos_master_elected", StringComparison.Ordinal) && Value(line) == "1");
        Assert.Equal(lines.Length, lines.Select(line => line.StartsWith('#') ? line : line[..line.LastIndexOf(' ')]).Distinct().Count());
    }

    [Fact]
    public async Task Histograms_and_states_show_what_happened()
    {
        // Collecting begins with the first scrape.
        using var first = await silo.Send("GET", "/metrics", null);
        Assert.Equal(200, (int)first.StatusCode);
        var (agent, scheduler) = await silo.Start("seen");
        await MetricsCluster.Run(scheduler, "done", "stay");
        using var health = await silo.Post("/api/v1", """{"type":"GET_HEALTH"}""");
        Assert.Equal(200, (int)health.StatusCode);
        foreach (var (start, least) in new[]
        {
            ("mesosorleans_task_launch_seconds_count", 2.0), ("mesosorleans_allocator_run_seconds_count", 1),
            ("storage_batch_duration_seconds_count", 1), ("mesosorleans_http_requests_seconds_count{*kind=\"/api/v1 GET_HEALTH\",status=\"200\"", 1),
            ("mesos_master_task_states_current{*state=\"running\"", 1), ("mesos_master_task_states_exit_total{*state=\"finished\"", 1),
            ("mesos_master_cpus{*type=\"free\"", 1),
        })
        {
            await Sees(start, value => value >= least);
        }

        await agent.Detach();
    }

    [Fact]
    public async Task Labels_are_escaped()
    {
        const string Role = "we\"ird\\role";
        Assert.Equal(200, (await silo.Grains.GetGrain<IRolePolicyGrain>(0).UpdateQuota(
            [new QuotaConfig { Role = Role, Limits = { ["cpus"] = new() { Value = 7 } } }], force: true)).Status);
        await Sees("mesos_master_allocator_role_quota_limit{*role=\"we\\\"ird\\\\role\"", value => value == 7);
    }

    private static string Value(string line) => line.Split(' ')[^1] is { Length: 13 } stamp && long.TryParse(stamp, out _)
        ? line.Split(' ')[^2]
        : line.Split(' ')[^1];

    // A star stands for labels that the exporter puts first.
    private Task Sees(string start, Func<double, bool> holds)
    {
        var parts = start.Split('*');
        return Eventually.TrueAsync(
            async () =>
            {
                using var answer = await silo.Send("GET", "/metrics", null);
                return (await answer.Content.ReadAsStringAsync()).Split('\n').Any(line =>
                    line.StartsWith(parts[0], StringComparison.Ordinal) && line.Contains(parts[^1], StringComparison.Ordinal)
                    && holds(double.Parse(Value(line), System.Globalization.CultureInfo.InvariantCulture)));
            },
            start + " is shown");
    }

    [GeneratedRegex("""^(# (HELP|TYPE|UNIT|EOF).*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? [-+0-9.eEInfNa]+( \d+)?)$""")]
    private static partial Regex Line();
}
