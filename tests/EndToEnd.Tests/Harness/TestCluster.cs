using System.Text.Json.Nodes;
using MesosOrleans.Client;

namespace MesosOrleans.EndToEnd.Tests.Harness;

/// <summary>A silo and an agent node as real processes, on free ports, with a work directory of their own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ManagedProcess> _ended = [];
    private readonly IReadOnlyList<string> _agentFlags;
    private ManagedProcess? _silo;
    private ManagedProcess? _agent;

    private TestCluster(IReadOnlyList<string> agentFlags)
    {
        _agentFlags = agentFlags;
        WorkDirectory = Directory.CreateTempSubdirectory("mesos-e2e-").FullName;
    }

    public Ports Ports { get; } = Ports.Take();

    public string WorkDirectory { get; }

    public Uri Master => new($"http://127.0.0.1:{Ports.Http}");

    public int AgentPid => _agent!.Id;

    public string MasterText => $"127.0.0.1:{Ports.Http}";

    public string Gateway => $"127.0.0.1:{Ports.Gateway}";

    public string Transcript => string.Join(
        '\n',
        _ended.Append(_silo).Append(_agent).OfType<ManagedProcess>().Select(process => $"--- process ---\n{process.Transcript}"));

    /// <summary>Starts a cluster and waits until its agent is active.</summary>
    public static async Task<TestCluster> StartAsync(params string[] agentFlags)
    {
        var cluster = new TestCluster(agentFlags);
        try
        {
            cluster.LaunchSilo();
            cluster.LaunchAgent();
            await cluster.WaitUntilReadyAsync();
        }
        catch (Exception failure)
        {
            var transcript = cluster.Transcript;
            await cluster.DisposeAsync();
            throw new InvalidOperationException($"the cluster did not start: {failure.Message}\n{transcript}", failure);
        }

        return cluster;
    }

    public void LaunchSilo() => _silo = ManagedProcess.Start(
        Repository.Silo,
        [
            "--ip=127.0.0.1", $"--port={Ports.Http}", $"--silo_port={Ports.Silo}", $"--gateway_port={Ports.Gateway}",
            $"--work_dir={Path.Combine(WorkDirectory, "silo")}",
        ]);

    public void LaunchAgent() => _agent = ManagedProcess.Start(
        Repository.AgentNode,
        [
            $"--master={MasterText}", "--ip=127.0.0.1", $"--port={Ports.Agent(0)}", "--registration_backoff_factor=100ms",
            $"--work_dir={Path.Combine(WorkDirectory, "agent")}", $"--runtime_dir={Path.Combine(WorkDirectory, "run")}",
            "--resources=cpus:2;mem:1024;disk:1024", .. _agentFlags,
        ]);

    public async Task KillSiloAsync()
    {
        await _silo!.KillAsync();
        _ended.Add(_silo);
        _silo = null;
    }

    public async Task KillAgentAsync()
    {
        await _agent!.KillAsync();
        _ended.Add(_agent);
        _agent = null;
    }

    /// <summary>Waits until the agent node has ended by itself.</summary>
    public async Task AgentEndedAsync(TimeSpan deadline)
    {
        await _agent!.WaitForExitAsync(deadline);
        _ended.Add(_agent);
        _agent = null;
    }

    public Task WaitUntilReadyAsync() => Eventually.HoldsAsync("an active agent", StartDeadline, async () =>
    {
        Assert.False(_silo is { HasExited: true }, $"the silo ended:\n{_silo?.Transcript}");
        Assert.False(_agent is { HasExited: true }, $"the agent node ended:\n{_agent?.Transcript}");
        return await TryGetAsync("/slaves") is { } answer
            && answer["slaves"] is JsonArray { Count: > 0 } agents && agents.Any(agent => agent!["active"]!.GetValue<bool>());
    });

    /// <summary>A JSON answer of the silo, or null when it does not answer with 200.</summary>
    public async Task<JsonNode?> TryGetAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Master, path));
            return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync()) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    public Task<MesosCluster> ConnectAsync() => MesosCluster.ConnectAsync(new MesosClusterOptions { Gateways = [Gateway] });

    /// <summary>Runs a body and shows what the processes printed when it fails.</summary>
    public async Task ExplainAsync(Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\n{Transcript}", failure);
        }
    }

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

        foreach (var process in _ended)
        {
            await process.DisposeAsync();
        }

        _http.Dispose();
        Directory.Delete(WorkDirectory, recursive: true);
    }
}
