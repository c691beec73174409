using MesosOrleans.HttpSupport;
using MesosOrleans.Silo.Tests.Hosting;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>Every GET of a silo with odd values of its parameters.</summary>
public sealed class QueryTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static readonly (string Name, string Sensible) Jsonp = ("jsonp", "f");

    public static TheoryData<string> Paths =>
    [
        "/state", "/state-summary", "/slaves", "/frameworks", "/tasks", "/roles", "/flags", "/version", "/metrics/snapshot", "/health",
        "/redirect", "/quota", "/weights", "/maintenance/schedule", "/maintenance/status", "/files/browse", "/files/read", "/files/download",
        "/files/debug", "/logging/toggle", "/help", "/metrics", "/api/v1", "/api/v1/scheduler", "/teardown", "/system/stats.json",
    ];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task No_value_breaks_it(string path)
    {
        var errors = silo.Logs.Errors.Count;
        foreach (var query in EdgeQueries.Of(
            path, Jsonp, ("slave_id", "a"), ("framework_id", "f"), ("task_id", "t"), ("limit", "10"), ("offset", "0"), ("length", "10"),
            ("order", "asc"), ("timeout", "5secs"), ("path", "/master/log"), ("level", "1"), ("duration", "1secs")))
        {
            using var answer = await silo.Send("GET", query, null);
            Assert.True((int)answer.StatusCode is not (500 or 503), $"{(int)answer.StatusCode} {query}");
            _ = await answer.Content.ReadAsByteArrayAsync();
        }

        Assert.Empty(silo.Logs.Errors.Skip(errors));
    }
}
