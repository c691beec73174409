namespace MesosOrleans.Storage.GroupCommit;

/// <summary>A write or removal on its way to the database.</summary>
internal sealed class PendingWrite(RowWrite write) : PendingOperation(write.Key)
{
    private readonly TaskCompletionSource<long> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RowWrite Write { get; } = write;

    public override long Bytes => Write.Payload?.Length ?? 0;

    /// <summary>The version of the row after it; 0: conflict.</summary>
    public Task<long> Completion => _completion.Task;

    public void Complete(long version) => _completion.TrySetResult(version);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
