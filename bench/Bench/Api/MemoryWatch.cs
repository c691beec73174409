namespace MesosOrleans.Bench.Api;

/// <summary>How much the process grows while something runs: resident memory, looked at every few milliseconds.</summary>
internal sealed class MemoryWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>The greatest growth over what was there after a full collection.</summary>
    public long ExtraBytesMax { get; private set; }

    /// <summary>Bytes allocated by all threads meanwhile.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Runs something and watches.</summary>
    public async Task<T> During<T>(Func<Task<T>> run)
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        GC.WaitForPendingFinalizers();
        var before = Environment.WorkingSet;
        var allocated = GC.GetTotalAllocatedBytes();
        using var stop = new CancellationTokenSource();
        var watching = Watch(before, stop.Token);
        var result = await run();
        await stop.CancelAsync();
        await watching;
        AllocatedBytes += GC.GetTotalAllocatedBytes() - allocated;
        return result;
    }

    private async Task Watch(long before, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                ExtraBytesMax = Math.Max(ExtraBytesMax, Environment.WorkingSet - before);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
