using System.Net;
using System.Text.Json.Nodes;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.TestSupport;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>Silos on one PostgreSQL server and an agent node that knows them all, as real processes.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ManagedProcess> _ended = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-e2e-").FullName;
    private readonly Ports[] _ports;
    private readonly ManagedProcess?[] _silos;
    private ManagedProcess? _agent;
    private string _connection = "";

    private SiloCluster(int silos)
    {
        _ports = [.. Enumerable.Range(0, silos).Select(_ => Ports.Take())];
        _silos = new ManagedProcess?[silos];
    }

    public PostgresServer Database { get; private set; } = null!;

    public int Count => _silos.Length;

    public string Transcript => string.Join(
        '\n',
        _ended.Concat(_silos).Append(_agent).OfType<ManagedProcess>()
            .Select(process => $"--- process ---\n{process.Transcript}"));

    /// <summary>Starts a cluster and waits until its agent is active.</summary>
    public static async Task<SiloCluster> StartAsync(int silos)
    {
        var cluster = new SiloCluster(silos);
        try
        {
            cluster.Database = await PostgresServer.StartAsync();
            cluster._connection = await cluster.Database.CreateDatabaseAsync();
            for (var index = 0; index < silos; index++)
            {
                cluster.Launch(index);
                await cluster.WaitForAsync(index);
            }

            cluster.LaunchAgent();
            await cluster.WaitForAgentAsync(0);
        }
        catch (Exception failure)
        {
            var transcript = cluster.Transcript;
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"the cluster did not start: {failure.Message}\n{transcript}", failure);
        }

        return cluster;
    }

    public Uri Master(int silo) => new($"http://127.0.0.1:{_ports[silo].Http}");

    public int Port(int silo) => _ports[silo].Http;

    /// <summary>Starts a silo, again.</summary>
    public void Launch(int silo) => _silos[silo] = ManagedProcess.Start(
        Repository.Silo,
        [
            "--ip=127.0.0.1", $"--port={_ports[silo].Http}", $"--silo_port={_ports[silo].Silo}",
            $"--gateway_port={_ports[silo].Gateway}", $"--db={_connection}", $"--work_dir={Path.Combine(_directory, $"silo{silo}")}",
            "--logging_level=INFO",
        ]);

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync(int silo)
    {
        await _silos[silo]!.KillAsync();
        _ended.Add(_silos[silo]!);
        _silos[silo] = null;
    }

    /// <summary>Asks a silo to stop.</summary>
    public void Terminate(int silo) => _silos[silo]!.Terminate();

    /// <summary>Waits for the end of a silo that was asked to stop.</summary>
    public async Task<int> WaitForExitAsync(int silo)
    {
        var process = _silos[silo]!;
        var code = await process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        _ended.Add(process);
        _silos[silo] = null;
        return code;
    }

    /// <summary>Which silo holds a framework's grain.</summary>
    public Task<int> SiloOfAsync(string frameworkId) => SiloOfAsync(grains => grains.GetGrain<IFrameworkGrain>(frameworkId));

    /// <summary>Which silo holds an agent's grain.</summary>
    public Task<int> SiloOfAgentAsync(string agentId) => SiloOfAsync(grains => grains.GetGrain<IAgentGrain>(agentId));

    private async Task<int> SiloOfAsync(Func<IGrainFactory, IAddressable> grain)
    {
        var port = await GrainLocator.SiloPortAsync(
            _ports.Where((_, index) => _silos[index] is not null).Select(ports => new IPEndPoint(IPAddress.Loopback, ports.Gateway)),
            grain);
        return Array.FindIndex(_ports, ports => ports.Silo == port);
    }

    /// <summary>Waits until a silo answers.</summary>
    public Task WaitForAsync(int silo) => Eventually.HoldsAsync($"silo {silo} answers", StartDeadline, async () =>
    {
        Assert.False(_silos[silo] is { HasExited: true }, $"silo {silo} ended:\n{_silos[silo]?.Transcript}");
        return await TryGetAsync(silo, "/slaves") is not null;
    });

    /// <summary>Waits until a silo shows an active agent.</summary>
    public Task WaitForAgentAsync(int silo) => Eventually.HoldsAsync("an active agent", StartDeadline, async () =>
    {
        Assert.False(_agent is { HasExited: true }, $"the agent node ended:\n{_agent?.Transcript}");
        return await TryGetAsync(silo, "/slaves") is { } answer
            && answer["slaves"] is JsonArray { Count: > 0 } agents && agents.Any(agent => agent!["active"]!.GetValue<bool>());
    });

    /// <summary>A JSON answer of a silo, or null when it does not answer with 200.</summary>
    public async Task<JsonNode?> TryGetAsync(int silo, string path)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Master(silo), path));
            return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>Runs a body and shows what the processes printed when it fails.</summary>
    public async Task ExplainAsync(Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure}\n{Transcript}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _ended.Prepend(_agent).Concat(_silos).OfType<ManagedProcess>())
        {
            await process.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void LaunchAgent() => _agent = ManagedProcess.Start(
        Repository.AgentNode,
        [
            $"--master={string.Join(',', _ports.Select(ports => $"127.0.0.1:{ports.Http}"))}", "--ip=127.0.0.1",
            $"--port={_ports[0].Agent(0)}", "--registration_backoff_factor=100ms", "--launcher=posix",
            $"--work_dir={Path.Combine(_directory, "agent")}", $"--runtime_dir={Path.Combine(_directory, "run")}",
            "--resources=cpus:4;mem:1024;disk:1024",
        ]);
}
