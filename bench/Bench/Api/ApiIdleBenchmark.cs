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
        var (before, _) = await SettleAsync(silo, cancellationToken);
        var schedulers = await SubscribeAsync(silo, "idle", Subscribers);
        var counting = schedulers.Select(scheduler => scheduler.CountAsync(_ => { })).ToList();
        var (after, share) = await SettleAsync(silo, cancellationToken);

        // What the process held in reserve before, the next thousand do not find any more.
        var more = await SubscribeAsync(silo, "more", Subscribers);
        counting.AddRange(more.Select(scheduler => scheduler.CountAsync(_ => { })));
        var (last, _) = await SettleAsync(silo, cancellationToken);
        figures.Figure(
            Name,
            after - before,
            "MB",
            [
                ("subscribers", Subscribers),
                ("residentBeforeMB", Math.Round(before, 1)),
                ("residentMB", Math.Round(after, 1)),
                ("nextThousandMB", Math.Round(last - after, 1)),
                ("siloShare", share),
                ("idleSeconds", Idle.TotalSeconds),
            ]);
        schedulers.Concat(more).ToList().ForEach(scheduler => scheduler.Dispose());
        await Task.WhenAll(counting);
    }

    // Resident MB after the collections, and the silo's share of all processors in the second half of the time before.
    private static async Task<(double Megabytes, double Share)> SettleAsync(ApiSilo silo, CancellationToken cancellationToken)
    {
        await Task.Delay(Idle / 2, cancellationToken);
        var use = new ProcessorUse(silo.Process.Id);
        await Task.Delay(Idle / 2, cancellationToken);
        var share = use.End(1)[0].Value.GetValue<double>();
        for (var i = 0; i < 3; i++)
        {
            await GarbageCollection.ForceAsync(silo.Process.Id, cancellationToken);
        }

        return (silo.Process.ResidentMegabytes(), share);
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
