using System.Collections.Concurrent;

namespace MesosOrleans.Silo.Api.View;

/// <summary>
/// A thread of low priority that writes listings: each goes on until its client has enough for the moment, then the next
/// one does. Started by the first that comes.
/// </summary>
internal sealed class ListingThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Run, object? State)> _work = [];
    private readonly Lazy<Thread> _thread;
    private int _listings;

    public ListingThread(string name) => _thread = new Lazy<Thread>(() =>
    {
        var thread = new Thread(Loop) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    });

    /// <summary>Number of listings that are being written.</summary>
    public int Listings => Volatile.Read(ref _listings);

    /// <summary>Writes a listing; whoever waits for it does not go on on this thread.</summary>
    public async Task Run(Func<Task> write)
    {
        Interlocked.Increment(ref _listings);
        try
        {
            var started = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
            Enqueue(_ => started.SetResult(Start(write)), null);
            await (await started.Task.ConfigureAwait(false)).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        finally
        {
            Interlocked.Decrement(ref _listings);
        }
    }

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state) => Enqueue(d, state);

    /// <inheritdoc />
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    /// <inheritdoc />
    public override SynchronizationContext CreateCopy() => this;

    /// <inheritdoc />
    public void Dispose() => _work.CompleteAdding();

    // What fails fails the listing, never the thread.
    private static async Task Start(Func<Task> write) => await write();

    private void Enqueue(SendOrPostCallback run, object? state)
    {
        _ = _thread.Value;
        try
        {
            _work.Add((run, state));
        }
        catch (InvalidOperationException)
        {
            // The silo stops: what is under way ends elsewhere.
            ThreadPool.QueueUserWorkItem(_ => run(state));
        }
    }

    private void Loop()
    {
        ThreadPriority.LowerMine();
        SetSynchronizationContext(this);
        foreach (var (run, state) in _work.GetConsumingEnumerable())
        {
            run(state);
        }
    }
}
