namespace MesosOrleans.Storage.GroupCommit;

/// <summary>Bounds of the group-commit storage.</summary>
public sealed record GroupCommitLimits
{
    /// <summary>Operations that may wait; whoever comes when the queue is full waits for room, up to the deadline.</summary>
    public int QueueLengthMax { get; init; } = 8_192;

    /// <summary>Operations in one transaction.</summary>
    public int BatchLengthMax { get; init; } = 1_024;

    /// <summary>Bytes of payload in one transaction; one larger payload goes alone.</summary>
    public long BatchBytesMax { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of one payload; a larger one is refused before it is queued.</summary>
    public int PayloadBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time that an operation may take from the call to the answer.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time that the database may take for one transaction or one read.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
