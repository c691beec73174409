namespace MesosOrleans.Bench.Launch;

/// <summary>Latency of a launch as a plain process.</summary>
internal sealed class LaunchLatencyPosixBenchmark : IBenchmark
{
    public string Name => "launch.latency.posix";

    public string Summary => "ms from ACCEPT to TASK_RUNNING at an HTTP scheduler, POSIX launcher";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        LaunchLatency.RunAsync(Name, launcher: "posix", figures, cancellationToken);
}
