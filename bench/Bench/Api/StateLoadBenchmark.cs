using MesosOrleans.Bench.Launch;
using MesosOrleans.ClusterSupport;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Silo.Api;
using MesosOrleans.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace MesosOrleans.Bench.Api;

/// <summary>
/// What requests for the whole state of 10,000 agents and 100,000 tasks cost the launches beside them. As many tasks as the
/// machine can do are launched all the time; short windows with requests stand between windows without, and each is
/// compared with its two neighbours: what else the machine does, and what the compiler still has to do, is in both.
/// </summary>
internal sealed class StateLoadBenchmark : IBenchmark
{
    private const int Agents = 10_000;
    private const int TasksPerAgent = 10;
    private const int LaunchAgents = 50;
    private const int Schedulers = 4;
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(8);

    // What a window has left behind is not to be in the next.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(300);

    private static readonly (string Name, TimeSpan Period)[] Kinds =
    [
        ("one a second", TimeSpan.FromSeconds(1)), ("one behind the other", TimeSpan.Zero),
    ];

    public string Name => "api.state.load";

    public string Summary => "launches beside requests for /state of 10,000 agents and 100,000 tasks, ÷ launches without; PostgreSQL";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var app = InProcessSilo.Build(await server.CreateDatabaseAsync());
        await app.StartAsync(cancellationToken);
        figures.Progress($"filling {Agents} agents");
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

        var port = app.Services.GetRequiredService<MesosApiOptions>().Port;
        await WarmUpAsync(port, figures, cancellationToken);
        Report(await MeasureAsync(port, counters, figures, cancellationToken), figures);
        await RateScheduler.DrainAsync(schedulers, counters);
        GC.KeepAlive(agents);
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task WarmUpAsync(int port, FigureWriter figures, CancellationToken cancellationToken)
    {
        figures.Progress("warming up");
        await using var reader = new StateReader(port, TimeSpan.FromSeconds(1));
        await Task.Delay(WarmUp, cancellationToken);
    }

    private static async Task<List<LoadWindow>> MeasureAsync(
        int port, LaunchCounters counters, FigureWriter figures, CancellationToken cancellationToken)
    {
        var windows = new List<LoadWindow> { await WindowAsync(null, default, port, counters, cancellationToken) };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (kind, period) in Kinds)
            {
                windows.Add(await WindowAsync(kind, period, port, counters, cancellationToken));
                windows.Add(await WindowAsync(null, default, port, counters, cancellationToken));
                figures.Progress($"{windows[^3].Rate:0}, {kind}: {windows[^2].Rate:0}, {windows[^1].Rate:0} tasks/s");
            }
        }

        return windows;
    }

    private static async Task<LoadWindow> WindowAsync(
        string? kind, TimeSpan period, int port, LaunchCounters counters, CancellationToken cancellationToken)
    {
        await Task.Delay(Gap, cancellationToken);
        var reader = kind is null ? null : new StateReader(port, period);
        counters.Begin();
        await Task.Delay(Window, cancellationToken);
        var run = counters.End();
        if (reader is not null)
        {
            await reader.DisposeAsync();
        }

        return new LoadWindow(kind, run, reader?.First ?? new Latencies(), reader?.Whole ?? new Latencies());
    }

    private static void Report(IReadOnlyList<LoadWindow> windows, FigureWriter figures)
    {
        foreach (var (kind, _) in Kinds)
        {
            var ratios = Enumerable.Range(0, windows.Count).Where(at => windows[at].Kind == kind)
                .Select(at => 2 * windows[at].Rate / (windows[at - 1].Rate + windows[at + 1].Rate)).Order().ToList();
            var (first, whole, running, undisturbed) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
            foreach (var window in windows)
            {
                (window.Kind is null ? undisturbed : window.Kind == kind ? running : new Latencies())
                    .AddAll(window.Run.AcceptToRunning);
                (window.Kind == kind ? first : new Latencies()).AddAll(window.First);
                (window.Kind == kind ? whole : new Latencies()).AddAll(window.Whole);
            }

            figures.Figure(
                "api.state.load", Median(ratios), "ratio",
                ("requests", kind), ("windows", ratios.Count), ("least", Math.Round(ratios[0], 3)),
                ("p25", Math.Round(ratios[ratios.Count / 4], 3)), ("p75", Math.Round(ratios[ratios.Count * 3 / 4], 3)),
                ("most", Math.Round(ratios[^1], 3)),
                ("tasksPerSecond", Math.Round(Median([.. windows.Where(one => one.Kind == kind).Select(one => one.Rate).Order()]))),
                ("undisturbed", Math.Round(Median([.. windows.Where(one => one.Kind is null).Select(one => one.Rate).Order()]))),
                ("firstBytes", first.Count), ("firstByteMs", first.Percentile(0.5)),
                ("answers", whole.Count), ("wholeMs", whole.Percentile(0.5)), ("wholeMaxMs", whole.Percentile(1)),
                ("p50Ms", running.Percentile(0.5)), ("p99Ms", running.Percentile(0.99)),
                ("undisturbedP50Ms", undisturbed.Percentile(0.5)), ("undisturbedP99Ms", undisturbed.Percentile(0.99)));
        }
    }

    private static double Median(IReadOnlyList<double> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
