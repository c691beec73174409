using System.Globalization;
using MesosOrleans.Bench.Processes;
using MesosOrleans.TestSupport;

namespace MesosOrleans.Bench.Api;

/// <summary>A silo with embedded storage as a process of its own, without an agent node.</summary>
internal sealed class ApiSilo : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("mesos-bench-").FullName;
    private readonly PortBlock _ports = PortBlock.Take();
    private BenchProcess? _process;

    private ApiSilo()
    {
    }

    /// <summary>Port of the HTTP API.</summary>
    public int Port => _ports.Http;

    /// <summary>Port that agent nodes connect to.</summary>
    public int LinkPort => _ports.Link;

    /// <summary>Port for clients of the cluster.</summary>
    public int GatewayPort => _ports.Gateway;

    /// <summary>The process.</summary>
    public BenchProcess Process => _process!;

    /// <summary>Starts one, measures on it, and shows what it printed last when that fails.</summary>
    public static async Task RunAsync(FigureWriter figures, Func<ApiSilo, Task> measure)
    {
        await using var silo = new ApiSilo();
        figures.Progress("starting a silo");
        silo.Launch();
        try
        {
            await silo.WaitAsync();
            await measure(silo);
        }
        catch
        {
            figures.Progress($"--- silo\n{silo.Process.Transcript}");
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void Launch()
    {
        var culture = CultureInfo.InvariantCulture;
        _process = BenchProcess.Start(
            RepositoryPaths.Silo,
            [
                "--ip=127.0.0.1",
                string.Create(culture, $"--port={_ports.Http}"),
                string.Create(culture, $"--link_port={_ports.Link}"),
                string.Create(culture, $"--silo_port={_ports.Silo}"),
                string.Create(culture, $"--gateway_port={_ports.Gateway}"),
                // Schedulers that have what they want do not look at further offers: those go on to others.
                "--offer_timeout=2secs",
                $"--work_dir={Path.Combine(_directory, "silo")}",
            ]);
    }

    private async Task WaitAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var health = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/health"));
        await Eventually.TrueAsync(
            async () =>
            {
                if (Process.HasExited)
                {
                    throw new InvalidOperationException("The silo ended");
                }

                try
                {
                    using var response = await http.GetAsync(health);
                    return response.IsSuccessStatusCode;
                }
                catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
                {
                    return false;
                }
            },
            "a silo that answers",
            StartDeadline);
    }
}
