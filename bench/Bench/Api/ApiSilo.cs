using MesosOrleans.Bench.Processes;

namespace MesosOrleans.Bench.Api;

/// <summary>A silo with embedded storage as a process of its own, without an agent node.</summary>
internal sealed class ApiSilo : IAsyncDisposable
{
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
        // Schedulers that have what they want do not look at further offers: those go on to others.
        silo._process = SiloProcess.Start(silo._ports, "--offer_timeout=2secs", $"--work_dir={Path.Combine(silo._directory, "silo")}");
        try
        {
            await SiloProcess.AnswersAsync(silo.Process, silo._ports, "/health");
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
}
