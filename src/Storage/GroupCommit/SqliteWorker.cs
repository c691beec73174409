using System.Collections.Concurrent;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// A thread with a connection of its own. SQLite knows only blocking calls, and a commit waits for the disk: that must
/// not hold up a thread of the pool.
/// </summary>
internal sealed class SqliteWorker : IAsyncDisposable
{
    // One call at a time comes in; the bound only makes that visible.
    private readonly BlockingCollection<Action> _jobs = new(boundedCapacity: 16);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<SqliteSession> _open;
    private SqliteSession? _session;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Name of the thread.</param>
    /// <param name="open">Opens the connection, on the thread; tried again with the next job if it fails.</param>
    public SqliteWorker(string name, Func<SqliteSession> open)
    {
        _open = open;
        new Thread(Loop) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>Runs a job on the thread and ends when it has ended, as it has ended.</summary>
    public Task RunAsync(Action<SqliteSession> job)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() =>
        {
            try
            {
                job(_session ??= _open());
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>Finishes the jobs, closes the connection, ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.CompleteAdding();
        await _ended.Task;
        _jobs.Dispose();
    }

    private void Loop()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }

        _session?.Dispose();
        _ended.SetResult();
    }
}
