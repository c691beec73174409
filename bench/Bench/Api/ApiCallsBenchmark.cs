namespace MesosOrleans.Bench.Api;

/// <summary>
/// ACKNOWLEDGE and RECONCILE in turn over 32 connections. Every acknowledgement is one of an update that an agent sent over
/// its link and the scheduler heard on its stream; the agent sends the next one when it has the acknowledgement.
/// </summary>
internal sealed class ApiCallsBenchmark : IBenchmark
{
    private const int Schedulers = 4;
    private const int ConnectionsEach = 8;
    private const int TasksEach = 64;

    // The compiler's tiers settle under load only after some seconds; a silo runs for months.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);
    private volatile bool _measuring;
    private volatile bool _stopped;

    public string Name => "api.calls";

    public string Summary => "scheduler calls/s: ACKNOWLEDGE and RECONCILE over 32 connections, JSON";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        ApiSilo.RunAsync(figures, silo => MeasureAsync(silo, figures, cancellationToken));

    private async Task MeasureAsync(ApiSilo silo, FigureWriter figures, CancellationToken cancellationToken)
    {
        var agents = new List<LinkAgent>();
        var schedulers = new List<ApiScheduler>();
        for (var i = 0; i < Schedulers; i++)
        {
            agents.Add(await LinkAgent.AttachAsync(silo.LinkPort, "cpus:100;mem:100000"));
            schedulers.Add(await ApiScheduler.StartAsync(silo.Port, $"calls-{i}", $"calls-{i}", TasksEach));
        }

        var collecting = schedulers.Select(scheduler => scheduler.CollectAsync()).ToList();
        var callers = schedulers.SelectMany(scheduler => Enumerable.Range(0, ConnectionsEach)
            .Select(index => CallAsync(silo.Port, scheduler, index, cancellationToken))).ToList();
        figures.Progress("warming up");
        await Task.WhenAny(Task.WhenAll(callers), Task.Delay(WarmUp, cancellationToken));
        var use = new ProcessorUse(silo.Process.Id);
        var heard = schedulers.Sum(scheduler => scheduler.Events);
        _measuring = true;
        await Task.WhenAny(Task.WhenAny(callers), Task.Delay(Measured, cancellationToken));
        _measuring = false;
        heard = schedulers.Sum(scheduler => scheduler.Events) - heard;
        var elapsed = use.Elapsed;
        var all = new Latencies();
        _stopped = true;
        foreach (var latencies in await Task.WhenAll(callers))
        {
            all.AddAll(latencies);
        }

        figures.Figure(
            Name,
            all.Count / elapsed.TotalSeconds,
            "calls/s",
            [
                ("connections", Schedulers * ConnectionsEach),
                ("frameworks", Schedulers),
                ("seconds", Math.Round(elapsed.TotalSeconds, 1)),
                ("p50Ms", all.Percentile(0.5)),
                ("p99Ms", all.Percentile(0.99)),
                ("eventsPerSecond", Math.Round(heard / elapsed.TotalSeconds)),
                .. use.End(all.Count),
            ]);
        schedulers.ForEach(scheduler => scheduler.Dispose());
        await Task.WhenAll(collecting);
        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }
    }

    private async Task<Latencies> CallAsync(
        int port, ApiScheduler scheduler, int index, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        using var connection = await CallConnection.OpenAsync(port);
        for (var turn = index; !_stopped; turn++)
        {
            var acknowledge = await scheduler.Pending.ReadAsync(cancellationToken);
            await CallAsync(connection, acknowledge, latencies);
            await CallAsync(connection, scheduler.Reconcile(scheduler.TaskIds[turn % TasksEach]), latencies);
        }

        return latencies;
    }

    private async ValueTask CallAsync(CallConnection connection, byte[] request, Latencies latencies)
    {
        var began = TimeProvider.System.GetTimestamp();
        await connection.CallAsync(request);
        if (_measuring)
        {
            latencies.Add(TimeProvider.System.GetElapsedTime(began));
        }
    }
}
