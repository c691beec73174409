namespace MesosOrleans.Silo.Api.View;

/// <summary>
/// Where listings of the cluster are written: on few threads of low priority instead of the thread pool, which grains use.
/// However many clients ask for however much, grains get the processors first, and listings what is left.
/// </summary>
internal sealed class ListingThreads : IDisposable
{
    private const int ProcessorsPerThread = 4;
    private const int ThreadsMax = 4;

    private readonly ListingThread[] _threads =
    [
        .. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / ProcessorsPerThread, 1, ThreadsMax))
            .Select(index => new ListingThread($"listing-{index}")),
    ];

    /// <summary>Writes a listing.</summary>
    public Task Run(Func<Task> write) => _threads.MinBy(thread => thread.Listings)!.Run(write);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var thread in _threads)
        {
            thread.Dispose();
        }
    }
}
