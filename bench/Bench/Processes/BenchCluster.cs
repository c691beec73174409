using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Processes;

/// <summary>A silo with embedded storage and an agent node as processes of their own, on free ports of loopback.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
    private readonly PortBlock _ports = PortBlock.Take();
    private BenchProcess? _silo;
    private BenchProcess? _agent;

    /// <summary>The silo's process.</summary>
    public BenchProcess Silo => _silo!;

    /// <summary>The agent node's process.</summary>
    public BenchProcess Agent => _agent!;

    /// <summary>The silo's HTTP API.</summary>
    public Uri Master => new($"http://127.0.0.1:{_ports.Http.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Starts a cluster and measures on it; when that fails, what the processes printed last is progress.</summary>
    /// <param name="launcher">The agent node's launcher: linux, posix or auto.</param>
    /// <param name="resources">What the agent node offers.</param>
    /// <param name="figures">For progress.</param>
    /// <param name="measure">Runs once the agent is active.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">The cluster did not come up.</exception>
    public static async Task RunAsync(
        string launcher,
        string resources,
        FigureWriter figures,
        Func<BenchCluster, Task> measure,
        CancellationToken cancellationToken)
    {
        figures.Progress($"starting a silo and an agent node, launcher {launcher}");
        await using var cluster = await StartAsync(launcher, resources, cancellationToken);
        try
        {
            await measure(cluster);
        }
        catch
        {
            figures.Progress($"--- silo\n{cluster.Silo.Transcript}\n--- agent node\n{cluster.Agent.Transcript}");
            throw;
        }
    }

    /// <summary>Ends both and removes their files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<BenchCluster> StartAsync(
        string launcher, string resources, CancellationToken cancellationToken)
    {
        var cluster = new BenchCluster();
        try
        {
            cluster.Launch(launcher, resources);
            await cluster.WaitForAgentAsync(cancellationToken);
            return cluster;
        }
        catch (Exception failure)
        {
            var said = $"{failure.Message}\n{cluster._silo?.Transcript}\n{cluster._agent?.Transcript}";
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"The cluster did not start: {said}", failure);
        }
    }

    private void Launch(string launcher, string resources)
    {
        var culture = CultureInfo.InvariantCulture;
        _silo = SiloProcess.Start(_ports, $"--work_dir={Path.Combine(_directory, "silo")}");
        _agent = BenchProcess.Start(
            RepositoryPaths.AgentNode,
            [
                $"--master={Master.Authority}",
                string.Create(culture, $"--link_port={_ports.Link}"),
                "--ip=127.0.0.1",
                string.Create(culture, $"--port={_ports.Agent}"),
                $"--work_dir={Path.Combine(_directory, "agent")}",
                $"--runtime_dir={Path.Combine(_directory, "run")}",
                $"--resources={resources}",
                $"--launcher={launcher}",
            ]);
    }

    private async Task WaitForAgentAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Master, Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(
            async () =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Silo.HasExited || Agent.HasExited)
                {
                    throw new InvalidOperationException(Silo.HasExited ? "The silo ended" : "The agent node ended");
                }

                return await HasActiveAgentAsync(http, cancellationToken);
            },
            "an active agent",
            StartDeadline);
    }

    private static async Task<bool> HasActiveAgentAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            var answer = JsonNode.Parse(await http.GetStringAsync(new Uri("/slaves", UriKind.Relative), cancellationToken));
            return answer?["slaves"] is JsonArray agents && agents.Any(agent => agent!["active"]!.GetValue<bool>());
        }
        catch (Exception failure) when (failure is HttpRequestException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It does not listen yet, or takes long for its first answer.
            return false;
        }
    }
}
