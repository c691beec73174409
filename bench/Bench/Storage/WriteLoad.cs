using Orleans.Storage;

namespace MesosOrleans.Bench.Storage;

/// <summary>A fixed number of writers, each with a grain of its own that it writes again and again.</summary>
internal sealed class WriteLoad(IGrainStorage storage, int inFlight, string run)
{
    private readonly (GrainId Id, GrainState<BenchState> State)[] _grains =
    [
        .. Enumerable.Range(0, inFlight)
            .Select(i => (GrainId.Create("bench", $"{run}-{i}"), new GrainState<BenchState>(new BenchState()))),
    ];

    /// <summary>Writes for a time; the first time the first write of each grain creates its row.</summary>
    public async Task<WriteRun> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var latencies = await Task.WhenAll(
            _grains.Select(grain => Task.Run(() => WriteAsync(grain.Id, grain.State, start, duration, cancellationToken))));
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var all = new Latencies();
        foreach (var one in latencies)
        {
            all.AddAll(one);
        }

        return new WriteRun(all.Count / elapsed.TotalSeconds, all);
    }

    private async Task<Latencies> WriteAsync(
        GrainId id,
        GrainState<BenchState> state,
        long start,
        TimeSpan duration,
        CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        while (TimeProvider.System.GetElapsedTime(start) < duration)
        {
            cancellationToken.ThrowIfCancellationRequested();
            state.State!.Count++;
            var begin = TimeProvider.System.GetTimestamp();
            await storage.WriteStateAsync("bench", id, state);
            latencies.Add(TimeProvider.System.GetElapsedTime(begin));
        }

        return latencies;
    }
}
