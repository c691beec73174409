using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// Rows by key over a <see cref="IGroupCommitBackend"/>: queues, batches, deadlines. Knows nothing of grains.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private readonly IGroupCommitBackend _backend;
    private readonly GroupCommitLimits _limits;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly StorageMetrics _metrics;
    private readonly BatchLane<PendingWrite> _writes;
    private readonly BatchLane<PendingRead> _reads;
    private readonly List<RowWrite> _writeBatch = [];
    private readonly List<RowKey> _readBatch = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _closing;

    public GroupCommitWriter(
        IGroupCommitBackend backend,
        GroupCommitLimits limits,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _backend = backend;
        _limits = limits;
        _timeProvider = timeProvider;
        _logger = logger;
        _writes = new BatchLane<PendingWrite>(limits, CommitAsync);
        _reads = new BatchLane<PendingRead>(limits, ReadAsync);
        _metrics = new StorageMetrics(backend.Name, () => (_writes.QueueLength, _reads.QueueLength));
    }

    /// <summary>Writes or removes a row.</summary>
    /// <returns>The row's new version (for a removal: some number above 0); 0: conflict, nothing changed.</returns>
    /// <exception cref="StorageUnavailableException">Nothing was written.</exception>
    /// <exception cref="StorageOutcomeUnknownException">It may be written.</exception>
    public async Task<long> WriteAsync(RowWrite write)
    {
        var operation = new PendingWrite(write);
        var deadline = await EnqueueAsync(_writes, operation);
        try
        {
            return await operation.Completion.WaitAsync(deadline, _timeProvider);
        }
        catch (TimeoutException)
        {
            if (operation.TryAbandon())
            {
                throw TooLate();
            }

            // The answer may have come in the same moment.
            return operation.Completion.IsCompleted
                ? await operation.Completion
                : throw new StorageOutcomeUnknownException($"The database did not confirm a write {Within}");
        }
    }

    /// <summary>Reads a row; null when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The database did not answer.</exception>
    public async Task<StoredRow?> ReadAsync(RowKey key)
    {
        var operation = new PendingRead(key);
        var deadline = await EnqueueAsync(_reads, operation);
        try
        {
            return await operation.Completion.WaitAsync(deadline, _timeProvider);
        }
        catch (TimeoutException)
        {
            operation.TryAbandon();
            return operation.Completion.IsCompleted ? await operation.Completion : throw TooLate();
        }
    }

    /// <summary>
    /// Refuses what comes from now on, finishes what waits, closes the database. Further calls wait for the first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closing, 1) == 1)
        {
            await _closed.Task;
            return;
        }

        try
        {
            await _writes.CloseAsync();
            await _reads.CloseAsync();
            await _backend.DisposeAsync();
            _metrics.Dispose();
            GroupCommitLog.Closed(_logger, _backend.Name);
        }
        finally
        {
            _closed.SetResult();
        }
    }

    private string Within => $"within {_limits.OperationTimeout.TotalSeconds:0.#} s";

    private StorageUnavailableException TooLate() => new($"The database did not get to an operation {Within}");

    /// <summary>Queues an operation and returns the time that is left for it.</summary>
    private async ValueTask<TimeSpan> EnqueueAsync<TOperation>(BatchLane<TOperation> lane, TOperation operation)
        where TOperation : PendingOperation
    {
        try
        {
            var room = lane.EnqueueAsync(operation, CancellationToken.None);
            if (room.IsCompletedSuccessfully)
            {
                return _limits.OperationTimeout;
            }

            var start = _timeProvider.GetTimestamp();
            await room.AsTask().WaitAsync(_limits.OperationTimeout, _timeProvider);
            var left = _limits.OperationTimeout - _timeProvider.GetElapsedTime(start);
            return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
        }
        catch (TimeoutException)
        {
            // It may still slip into the queue; abandoned, it is dropped there.
            operation.TryAbandon();
            throw new StorageUnavailableException($"The queue to the database was full {Within}");
        }
        catch (ChannelClosedException)
        {
            throw new StorageUnavailableException("The storage is closed");
        }
    }

    private async Task CommitAsync(IReadOnlyList<PendingWrite> batch)
    {
        _writeBatch.Clear();
        foreach (var operation in batch)
        {
            _writeBatch.Add(operation.Write);
        }

        var versions = new long[batch.Count];
        await RunAsync("write", batch.Count, token => _backend.CommitAsync(_writeBatch, versions, token));
        var conflicts = 0;
        for (var i = 0; i < versions.Length; i++)
        {
            conflicts += versions[i] == 0 ? 1 : 0;
            batch[i].Complete(versions[i]);
        }

        if (conflicts > 0)
        {
            _metrics.Conflicted(conflicts);
        }
    }

    private async Task ReadAsync(IReadOnlyList<PendingRead> batch)
    {
        _readBatch.Clear();
        foreach (var operation in batch)
        {
            _readBatch.Add(operation.Key);
        }

        var rows = new StoredRow?[batch.Count];
        await RunAsync("read", batch.Count, token => _backend.ReadAsync(_readBatch, rows, token));
        for (var i = 0; i < rows.Length; i++)
        {
            batch[i].Complete(rows[i]);
        }
    }

    private async Task RunAsync(string kind, int count, Func<CancellationToken, Task> run)
    {
        var start = _timeProvider.GetTimestamp();
        using var timeout = new CancellationTokenSource(_limits.CommitTimeout, _timeProvider);
        try
        {
            await run(timeout.Token);
            _metrics.BatchDone(kind, count, _timeProvider.GetElapsedTime(start));
        }
        catch (Exception e)
        {
            _metrics.BatchFailed(kind);
            if (e is StorageUnavailableException or StorageOutcomeUnknownException)
            {
                GroupCommitLog.BatchFailed(_logger, count, kind, e.Message);
                throw;
            }

            GroupCommitLog.BatchBroke(_logger, e, count, kind);
            throw new StorageOutcomeUnknownException($"A batch of {kind}s failed in an unforeseen way: {e.Message}", e);
        }
    }
}
