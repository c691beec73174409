using MesosOrleans.Bench.Launch;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// What requests for the whole state of 10,000 agents and 100,000 tasks cost the launches beside them: the same load in
/// turns without, with one request every two seconds, and with one behind the other.
/// </summary>
internal sealed class StateLoadBenchmark : IBenchmark
{
    private const int Agents = 10_000;
    private const int TasksPerAgent = 10;
    private const int LaunchAgents = 50;
    private const int Schedulers = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan?[] Pauses = [null, TimeSpan.FromSeconds(2), null, TimeSpan.Zero, null];

    public string Name => "api.state.load";

    public string Summary => "tasks/s launched beside requests for /state of 10,000 agents and 100,000 tasks; PostgreSQL";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var app = InProcessSilo.Build(await server.CreateDatabaseAsync());
        await app.StartAsync(cancellationToken);
        await StateFill.Fill(app, Agents, TasksPerAgent, cancellationToken);
        var agents = new List<EmulatedAgent>();
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        for (var i = 0; i < LaunchAgents; i++)
        {
            agents.Add(new EmulatedAgent(grains, await grains.GetGrain<IClusterGrain>(0).NextAgentId(), "cpus:10;mem:320"));
            await agents[i].Attach();
        }

        var counters = new LaunchCounters();
        var schedulers = Enumerable.Range(0, Schedulers).Select(i => new RateScheduler(grains, $"rate-{i}", counters)).ToList();
        foreach (var scheduler in schedulers)
        {
            await scheduler.SubscribeAsync();
        }

        await MeasureAsync(app, counters, figures, cancellationToken);
        foreach (var scheduler in schedulers)
        {
            scheduler.Drain();
        }

        await Eventually.TrueAsync(() => schedulers.All(scheduler => scheduler.Open == 0), "every accepted task has ended");
        GC.KeepAlive(agents);
        counters.ThrowIfFailed();
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task MeasureAsync(
        WebApplication app, LaunchCounters counters, FigureWriter figures, CancellationToken cancellationToken)
    {
        using var client = StateBenchmark.Client(app);
        await StateRequest.All[0].Ask(client, cancellationToken);
        figures.Progress("warming up");
        await Task.Delay(WarmUp, cancellationToken);
        foreach (var pause in Pauses)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            counters.Begin();
            var asking = AskAsync(client, pause, turn.Token);
            await Task.Delay(Turn, cancellationToken);
            var run = counters.End();
            await turn.CancelAsync();
            var whole = await asking;
            figures.Figure(
                "api.state.load", run.Finished / run.Elapsed.TotalSeconds, "tasks/s",
                ("requests", pause is null ? "none" : pause == TimeSpan.Zero ? "back to back" : "every 2 s"),
                ("answers", whole.Count), ("wholeMs", whole.Percentile(0.5)),
                ("p50Ms", run.AcceptToRunning.Percentile(0.5)), ("p99Ms", run.AcceptToRunning.Percentile(0.99)));
        }
    }

    private static async Task<Latencies> AskAsync(HttpClient client, TimeSpan? pause, CancellationToken stop)
    {
        var whole = new Latencies();
        try
        {
            while (pause is { } between)
            {
                whole.Add((await StateRequest.All[0].Ask(client, stop)).Whole);
                await Task.Delay(between, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The turn is over.
        }

        return whole;
    }
}
