namespace MesosOrleans.Storage.GroupCommit;

/// <summary>A read on its way to the database.</summary>
internal sealed class PendingRead(RowKey key) : PendingOperation(key)
{
    private readonly TaskCompletionSource<StoredRow?> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long Bytes => 0;

    public Task<StoredRow?> Completion => _completion.Task;

    public void Complete(StoredRow? row) => _completion.TrySetResult(row);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);
}
