namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// An operation on its way through a lane. Either the lane takes it or its caller abandons it, never both: so a caller
/// whose time is up knows whether the database may have seen the operation.
/// </summary>
internal abstract class PendingOperation
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Abandoned = 2;
    private int _state = Queued;

    protected PendingOperation(RowKey key) => Key = key;

    public RowKey Key { get; }

    /// <summary>Bytes that count against the bound of a batch.</summary>
    public abstract long Bytes { get; }

    /// <summary>The lane takes it into a batch; false when its caller has given up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    /// <summary>The caller gives up; false when the lane was faster.</summary>
    public bool TryAbandon() => Interlocked.CompareExchange(ref _state, Abandoned, Queued) == Queued;

    /// <summary>Ends it with a failure.</summary>
    public abstract void Fail(Exception exception);
}
