using System.Threading.Channels;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// A bounded queue and one loop that empties it in batches. It never waits to fill a batch: a batch is what queued while
/// the one before it ran. Two operations on one key never share a batch, and keep their order.
/// </summary>
internal sealed class BatchLane<TOperation>
    where TOperation : PendingOperation
{
    private readonly Channel<TOperation> _queue;
    private readonly Queue<TOperation> _postponed = new();
    private readonly HashSet<RowKey> _keys = [];
    private readonly List<TOperation> _batch = [];
    private readonly GroupCommitLimits _limits;
    private readonly Func<IReadOnlyList<TOperation>, Task> _run;
    private readonly Task _loop;
    private long _batchBytes;

    /// <summary>Starts the loop.</summary>
    /// <param name="limits">Bounds of queue and batch.</param>
    /// <param name="run">Runs a batch and ends each of its operations; what it throws ends those it left open.</param>
    public BatchLane(GroupCommitLimits limits, Func<IReadOnlyList<TOperation>, Task> run)
    {
        _limits = limits;
        _run = run;
        _queue = Channel.CreateBounded<TOperation>(new BoundedChannelOptions(limits.QueueLengthMax)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Operations that wait now.</summary>
    public int QueueLength => _queue.Reader.Count + _postponed.Count;

    /// <summary>Queues an operation, waiting for room when the queue is full.</summary>
    /// <exception cref="ChannelClosedException">The lane is closing.</exception>
    public ValueTask EnqueueAsync(TOperation operation, CancellationToken cancellationToken) =>
        _queue.Writer.TryWrite(operation) ? default : _queue.Writer.WriteAsync(operation, cancellationToken);

    /// <summary>Takes no more operations, runs those that wait, and ends.</summary>
    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _loop;
    }

    private async Task LoopAsync()
    {
        while (_postponed.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            FillBatch();
            if (_batch.Count == 0)
            {
                continue;
            }

            try
            {
                await _run(_batch);
            }
            catch (Exception e)
            {
                // The loop outlives every failure; those who wait for this batch hear of it.
                foreach (var operation in _batch)
                {
                    operation.Fail(e);
                }
            }

            // Those who were just answered often write again at once. Standing behind them in the pool's queue, without
            // waiting for any time, makes one batch of them instead of a tiny one and the rest.
            await Task.Yield();
        }
    }

    private void FillBatch()
    {
        _batch.Clear();
        _keys.Clear();
        _batchBytes = 0;
        for (var waiting = _postponed.Count; waiting > 0; waiting--)
        {
            Place(_postponed.Dequeue());
        }

        // What is postponed is bounded by the batch's own bound, so the queue's bound goes on to push back.
        while (_batch.Count < _limits.BatchLengthMax
            && _batchBytes < _limits.BatchBytesMax
            && _postponed.Count < _limits.BatchLengthMax
            && _queue.Reader.TryRead(out var operation))
        {
            Place(operation);
        }
    }

    private void Place(TOperation operation)
    {
        var fits = _batch.Count == 0
            || (_batch.Count < _limits.BatchLengthMax && _batchBytes + operation.Bytes <= _limits.BatchBytesMax);

        // Adding the key even of a postponed operation keeps later ones of that key behind it.
        if (!_keys.Add(operation.Key) || !fits)
        {
            _postponed.Enqueue(operation);
        }
        else if (operation.TryTake())
        {
            _batch.Add(operation);
            _batchBytes += operation.Bytes;
        }
    }
}
