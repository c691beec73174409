namespace MesosOrleans.Bench.Launch;

/// <summary>Latency of a launch as a container under crun.</summary>
internal sealed class LaunchLatencyCrunBenchmark : IBenchmark
{
    public string Name => "launch.latency.crun";

    public string Summary => "ms from ACCEPT to TASK_RUNNING at an HTTP scheduler, crun";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        LaunchLatency.RunAsync(Name, launcher: "linux", figures, cancellationToken);
}
