using System.Globalization;
using MesosOrleans.Bench.Processes;

namespace MesosOrleans.Bench.Start;

/// <summary>Wall time of <c>quickstart.sh --once</c>, built and run once before.</summary>
internal sealed class QuickstartBenchmark : IBenchmark
{
    public string Name => "quickstart.once";

    public string Summary => "seconds of the second ./quickstart.sh --once";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("mesos-bench-");
        try
        {
            figures.Progress("first run: builds");
            var first = await RunOnceAsync(directory.FullName, cancellationToken);
            figures.Progress("second run");
            var second = await RunOnceAsync(directory.FullName, cancellationToken);
            figures.Figure(Name, second.TotalSeconds, "s", ("firstRunSeconds", Math.Round(first.TotalSeconds, 1)));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<TimeSpan> RunOnceAsync(string workDirectory, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        await using var process = BenchProcess.Start(
            Path.Combine(RepositoryPaths.Root, "quickstart.sh"),
            ["--once", "--port", PortBlock.Take().Http.ToString(CultureInfo.InvariantCulture)],
            new Dictionary<string, string> { ["MESOS_WORK_DIR"] = workDirectory });
        var exitCode = await process.WaitAsync(cancellationToken);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        return exitCode == 0
            ? elapsed
            : throw new InvalidOperationException($"quickstart.sh ended with {exitCode}:\n{process.Transcript}");
    }
}
