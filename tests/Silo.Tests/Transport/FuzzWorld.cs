using System.Text.Json.Nodes;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Silo.Tests.Hosting;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Silo.Tests.Transport;

/// <summary>An agent and a framework that nothing may happen to, and descriptions of all that could be changed.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5);
    private static readonly string[] PolicyCalls = ["GET_WEIGHTS", "GET_QUOTA", "GET_MAINTENANCE_SCHEDULE", "GET_MAINTENANCE_STATUS"];

    private readonly SiloFixture _silo;
    private readonly EmulatedAgent _agent;
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly PeriodicTimer _timer = new(KeepAlive);
    private readonly Task _beats;

    private FuzzWorld(SiloFixture silo, EmulatedAgent agent, SchedulerStream victim)
    {
        _silo = silo;
        _agent = agent;
        Victim = victim;
        _beats = Beat();
    }

    /// <summary>The framework's subscription.</summary>
    public SchedulerStream Victim { get; }

    /// <summary>Attaches the agent and subscribes the framework, and waits until it has an offer.</summary>
    public static async Task<FuzzWorld> Open(SiloFixture silo)
    {
        var id = await silo.Grains.GetGrain<IClusterGrain>(0).NextAgentId();
        var agent = new EmulatedAgent(silo.Grains, id, "cpus:4;mem:4096;disk:20000;ports:[31000-32000]")
        {
            // No machine that a recorded schedule names.
            Hostname = "fuzz.example",
            Ip = "10.1.2.3",
        };
        Assert.Null(await agent.Attach());
        var victim = await SchedulerStream.Subscribe(silo.Port, failover: 600);
        await victim.ReadUntil("OFFERS");
        var world = new FuzzWorld(silo, agent, victim);
        await Eventually.TrueAsync(
            async () => (await world.Describe()).Contains(victim.FrameworkId, StringComparison.Ordinal), "the framework is listed");
        return world;
    }

    /// <summary>The framework, the agent and all tasks and operations as they are listed, without what offers come and go with.</summary>
    public async Task<string> Describe()
    {
        var frameworks = (await Ask("GET_FRAMEWORKS"))["get_frameworks"]!["frameworks"]!.AsArray();
        var agents = (await Ask("GET_AGENTS"))["get_agents"]!["agents"]!.AsArray();
        var parts = frameworks.Where(entry => IdOf(entry!) == Victim.FrameworkId).Concat(agents).ToList();
        foreach (var part in parts)
        {
            part!.AsObject().Remove("offers");
            part.AsObject().Remove("offered_resources");
        }

        parts.Add(await Ask("GET_TASKS"));
        parts.Add(await Ask("GET_OPERATIONS"));
        return string.Join('\n', parts.Select(part => part!.ToJsonString()));
    }

    /// <summary>What operators have set; calls that there are not yet answer with their refusal.</summary>
    public async Task<string> DescribePolicy()
    {
        var answers = new List<string>();
        foreach (var call in PolicyCalls)
        {
            using var answer = await _silo.Post("/api/v1", $$"""{"type":"{{call}}"}""");
            answers.Add(await answer.Content.ReadAsStringAsync());
        }

        return string.Join('\n', answers);
    }

    /// <summary>Ids of all other frameworks, ended ones included.</summary>
    public async Task<IReadOnlyList<string>> OtherFrameworks()
    {
        var listing = (await Ask("GET_FRAMEWORKS"))["get_frameworks"]!;
        return
        [
            .. listing["frameworks"]!.AsArray().Concat(listing["completed_frameworks"]!.AsArray())
                .Select(entry => IdOf(entry!)).Where(id => id != Victim.FrameworkId && !_own.Contains(id)),
        ];
    }

    /// <summary>Waits until listings show all that has happened so far: what is subscribed last is listed.</summary>
    public async Task Settle()
    {
        await using var last = await SchedulerStream.Subscribe(_silo.Port, failover: 600);
        _own.Add(last.FrameworkId);
        await Eventually.TrueAsync(
            async () => (await Ask("GET_FRAMEWORKS"))["get_frameworks"]!["frameworks"]!.AsArray()
                .Any(entry => IdOf(entry!) == last.FrameworkId),
            "the last framework is listed");

        // The stream has lived through all of it, and nothing but its own came over it.
        using var answer = await _silo.Call(Victim, "RECONCILE", ""","reconcile":{"tasks":[{"task_id":{"value":"asked"}}]}""");
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        while (true)
        {
            var next = await Victim.ReadEvent();
            var type = next.GetProperty("type").GetString();
            if (type == "UPDATE")
            {
                Assert.Equal(
                    "asked", next.GetProperty("update").GetProperty("status").GetProperty("task_id").GetProperty("value").GetString());
                return;
            }

            Assert.Contains(type, new[] { "HEARTBEAT", "OFFERS", "RESCIND" });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _beats;
        await _agent.Detach();
        await Victim.DisposeAsync();
    }

    private static string IdOf(JsonNode framework) => framework["framework_info"]!["id"]!["value"]!.GetValue<string>();

    private async Task<JsonNode> Ask(string call)
    {
        using var answer = await _silo.Post("/api/v1", $$"""{"type":"{{call}}"}""");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task Beat()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            await _agent.KeepAlive();
        }
    }
}
