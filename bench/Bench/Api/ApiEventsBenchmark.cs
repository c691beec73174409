namespace MesosOrleans.Bench.Api;

/// <summary>
/// Status updates that agents repeat because nobody acknowledges them, until they have been received by their schedulers:
/// all to one, and to a thousand that get each one alone. As many are on their way as a window allows.
/// </summary>
internal sealed class ApiEventsBenchmark : IBenchmark
{
    private const int ManySubscribers = 1_000;
    private const int Agents = 50;
    private const int WindowEvents = 3_000;
    private const int StartsAtOnce = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);
    private long _sent;
    private long _received;
    private volatile bool _stopped;

    public string Name => "api.events";

    public string Summary => "events/s out to one subscribed scheduler, and to 1,000";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await ApiSilo.RunAsync(figures, silo => MeasureAsync(silo, figures, 1, 100, cancellationToken));
        await ApiSilo.RunAsync(figures, silo => MeasureAsync(silo, figures, ManySubscribers, 1, cancellationToken));
    }

    private async Task MeasureAsync(
        ApiSilo silo, FigureWriter figures, int subscribers, int tasksEach, CancellationToken cancellationToken)
    {
        (_sent, _received, _stopped) = (0, 0, false);
        var agents = new List<LinkAgent>();
        for (var i = 0; i < Math.Min(Agents, subscribers); i++)
        {
            agents.Add(await LinkAgent.AttachAsync(silo.LinkPort, "cpus:1000;mem:1000000"));
        }

        figures.Progress($"subscribing {subscribers}");
        var schedulers = await SubscribeAsync(silo, subscribers, tasksEach);
        var counting = schedulers.Select(scheduler => scheduler.CountAsync(Receive)).ToList();
        var repeating = agents.Select(agent => RepeatAsync(agent, cancellationToken)).ToList();
        figures.Progress("warming up");
        await Task.Delay(WarmUp, cancellationToken);
        var use = new ProcessorUse(silo.Process.Id);
        var before = Interlocked.Read(ref _received);
        await Task.Delay(Measured, cancellationToken);
        var received = Interlocked.Read(ref _received) - before;
        var elapsed = use.Elapsed;
        figures.Figure(
            Name,
            received / elapsed.TotalSeconds,
            "events/s",
            [
                ("subscribers", subscribers),
                ("agents", agents.Count),
                ("seconds", Math.Round(elapsed.TotalSeconds, 1)),
                ("residentMB", Math.Round(silo.Process.ResidentMegabytes())),
                .. use.End(received),
            ]);
        _stopped = true;
        await Task.WhenAll(repeating);
        schedulers.ForEach(scheduler => scheduler.Dispose());
        await Task.WhenAll(counting);
        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }
    }

    private static async Task<List<ApiScheduler>> SubscribeAsync(ApiSilo silo, int subscribers, int tasksEach)
    {
        var schedulers = new List<ApiScheduler>(subscribers);
        foreach (var some in Enumerable.Range(0, subscribers).Chunk(StartsAtOnce))
        {
            schedulers.AddRange(await Task.WhenAll(some.Select(index =>
                ApiScheduler.StartAsync(silo.Port, $"events-{index}", "*", tasksEach))));
        }

        return schedulers;
    }

    private void Receive(int count) => Interlocked.Add(ref _received, count);

    private async Task RepeatAsync(LinkAgent agent, CancellationToken cancellationToken)
    {
        while (!_stopped)
        {
            if (Interlocked.Read(ref _sent) - Interlocked.Read(ref _received) > WindowEvents)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
                continue;
            }

            Interlocked.Add(ref _sent, agent.Tasks);
            await agent.RepeatAsync();
        }
    }
}
