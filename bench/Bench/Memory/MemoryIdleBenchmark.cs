using MesosOrleans.Bench.Processes;

namespace MesosOrleans.Bench.Memory;

/// <summary>Resident memory of an idle silo and an idle agent node.</summary>
internal sealed class MemoryIdleBenchmark : IBenchmark
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public string Name => "memory.idle";

    public string Summary => "RSS of a silo and an agent node, 10 s after an agent attached and a framework subscribed";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) => BenchCluster.RunAsync(
        "auto",
        "cpus:8;mem:8192;disk:1024",
        figures,
        cluster => MeasureAsync(cluster, figures, cancellationToken),
        cancellationToken);

    private async Task MeasureAsync(BenchCluster cluster, FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var scheduler = await HttpScheduler.SubscribeAsync(
            cluster.Master, BenchFramework.Info(Name), cancellationToken);
        await Task.Delay(Idle, cancellationToken);
        Write(figures, "silo", cluster.Silo);
        Write(figures, "agent", cluster.Agent);
    }

    private void Write(FigureWriter figures, string part, BenchProcess process) =>
        figures.Figure($"{Name}.{part}", process.ResidentMegabytes(), "MB", ("idleSeconds", Idle.TotalSeconds));
}
