using System.Diagnostics;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Bench.Launch;

/// <summary>
/// Tasks per second through one silo on PostgreSQL: offered, accepted, made durable, sent to emulated agents, reported
/// running and finished, acknowledged. Agents and schedulers share the machine, and the process, with the silo.
/// </summary>
internal sealed class LaunchRateBenchmark : IBenchmark
{
    private const int Agents = 100;
    private const int Schedulers = 4;
    private const int TasksPerAgent = 10;
    // The compiler's tiers settle under load only after some seconds; a silo runs for months.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    // What tasks of cpus:1;mem:32 use up: an agent that is full has nothing left to offer.
    private static readonly string AgentResources = $"cpus:{TasksPerAgent};mem:{TasksPerAgent * 32}";

    public string Name => "launch.rate";

    public string Summary => "tasks/s launched, finished and acknowledged: 100 emulated agents, 4 frameworks, PostgreSQL";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        figures.Progress("starting PostgreSQL");
        await using var server = await PostgresServer.StartAsync();
        await using var app = InProcessSilo.Build(await server.CreateDatabaseAsync());
        figures.Progress("starting the silo");
        await app.StartAsync(cancellationToken);
        try
        {
            await MeasureAsync(app, figures, cancellationToken);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private static async Task MeasureAsync(WebApplication app, FigureWriter figures, CancellationToken cancellationToken)
    {
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        var agents = await AttachAsync(grains);
        var counters = new LaunchCounters();
        var schedulers = Enumerable.Range(0, Schedulers).Select(i => new RateScheduler(grains, $"rate-{i}", counters)).ToList();
        foreach (var scheduler in schedulers)
        {
            await scheduler.SubscribeAsync();
        }

        figures.Progress("warming up");
        await Task.Delay(WarmUp, cancellationToken);
        using var process = Process.GetCurrentProcess();
        var (processorTime, allocated) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        counters.Begin();
        await Task.Delay(Measured, cancellationToken);
        var run = counters.End();
        process.Refresh();
        processorTime = process.TotalProcessorTime - processorTime;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        await RateScheduler.DrainAsync(schedulers, counters);
        GC.KeepAlive(agents);
        var tasks = Math.Max(1, run.Finished);
        figures.Figure(
            "launch.rate",
            run.Finished / run.Elapsed.TotalSeconds,
            "tasks/s",
            ("agents", Agents),
            ("frameworks", Schedulers),
            ("tasksPerAgent", TasksPerAgent),
            ("database", "postgresql"),
            ("warmUpSeconds", WarmUp.TotalSeconds),
            ("seconds", Math.Round(run.Elapsed.TotalSeconds, 1)),
            ("p50Ms", run.AcceptToRunning.Percentile(0.5)),
            ("p99Ms", run.AcceptToRunning.Percentile(0.99)),
            ("tasksPerAccept", Math.Round(run.Finished / (double)Math.Max(1, run.Accepts), 2)),
            ("processorMsPerTask", Math.Round(processorTime.TotalMilliseconds / tasks, 3)),
            ("allocatedKBPerTask", Math.Round(allocated / 1024.0 / tasks, 1)));
    }

    private static async Task<IReadOnlyList<EmulatedAgent>> AttachAsync(IGrainFactory grains)
    {
        var agents = new List<EmulatedAgent>(Agents);
        for (var i = 0; i < Agents; i++)
        {
            var agent = new EmulatedAgent(grains, await grains.GetGrain<IClusterGrain>(0).NextAgentId(), AgentResources);
            if (await agent.Attach() is { } refusal)
            {
                throw new InvalidOperationException($"An agent was refused: {refusal}");
            }

            agents.Add(agent);
        }

        return agents;
    }
}
