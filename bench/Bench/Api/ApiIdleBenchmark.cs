namespace MesosOrleans.Bench.Api;

/// <summary>
/// What a thousand subscribed schedulers cost a silo that has nothing to tell them but heartbeats: its resident memory with
/// them less that without them, each after some idle time and a full garbage collection.
/// </summary>
internal sealed class ApiIdleBenchmark : IBenchmark
{
    private const int Subscribers = 1_000;
    private const int WarmingSubscribers = 50;
    private const int StartsAtOnce = 16;

    // Longer than two heartbeats.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(32);

    public string Name => "api.idle";

    public string Summary => "memory of 1,000 idle subscribed schedulers";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken) =>
        ApiSilo.RunAsync(figures, silo => MeasureAsync(silo, figures, cancellationToken));

    private async Task MeasureAsync(ApiSilo silo, FigureWriter figures, CancellationToken cancellationToken)
    {
        // What the first ones cost is code.
        (await SubscribeAsync(silo, "warm", WarmingSubscribers)).ForEach(scheduler => scheduler.Dispose());
        var before = await SettleAsync(silo, cancellationToken);
        var schedulers = await SubscribeAsync(silo, "idle", Subscribers);
        var counting = schedulers.Select(scheduler => scheduler.CountAsync(_ => { })).ToList();
        var use = new ProcessorUse(silo.Process.Id);
        var after = await SettleAsync(silo, cancellationToken);
        var used = use.End(Subscribers);

        // What the process held in reserve before, the next thousand do not find any more.
        var more = await SubscribeAsync(silo, "more", Subscribers);
        counting.AddRange(more.Select(scheduler => scheduler.CountAsync(_ => { })));
        var last = await SettleAsync(silo, cancellationToken);
        figures.Figure(
            Name,
            after - before,
            "MB",
            [
                ("subscribers", Subscribers),
                ("residentBeforeMB", Math.Round(before, 1)),
                ("residentMB", Math.Round(after, 1)),
                ("nextThousandMB", Math.Round(last - after, 1)),
                ("idleSeconds", Idle.TotalSeconds),
                .. used,
            ]);
        schedulers.Concat(more).ToList().ForEach(scheduler => scheduler.Dispose());
        await Task.WhenAll(counting);
    }

    private static async Task<double> SettleAsync(ApiSilo silo, CancellationToken cancellationToken)
    {
        await Task.Delay(Idle, cancellationToken);
        for (var i = 0; i < 3; i++)
        {
            await GarbageCollection.ForceAsync(silo.Process.Id, cancellationToken);
        }

        return silo.Process.ResidentMegabytes();
    }

    private static async Task<List<ApiScheduler>> SubscribeAsync(ApiSilo silo, string name, int count)
    {
        var schedulers = new List<ApiScheduler>(count);
        foreach (var some in Enumerable.Range(0, count).Chunk(StartsAtOnce))
        {
            schedulers.AddRange(await Task.WhenAll(some.Select(index =>
                ApiScheduler.StartAsync(silo.Port, $"{name}-{index}", "*", 0))));
        }

        return schedulers;
    }
}
