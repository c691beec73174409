namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// A database that commits many writes in one transaction. One call of <see cref="CommitAsync"/> and one of
/// <see cref="ReadAsync"/> may run at a time, side by side.
/// </summary>
public interface IGroupCommitBackend : IAsyncDisposable
{
    /// <summary>What metrics call it.</summary>
    string Name { get; }

    /// <summary>
    /// Writes a batch in one transaction. Each write stands or falls by the version of its own row: a conflicted one
    /// changes nothing and does not disturb the others.
    /// </summary>
    /// <param name="writes">The batch; no key occurs twice. Removals expect a version above 0.</param>
    /// <param name="versions">
    /// Takes, for each write, its new version (for a removal: some number above 0), or 0 where it conflicted.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; the outcome is then unknown.</param>
    /// <exception cref="StorageUnavailableException">It is certain that nothing was written.</exception>
    /// <exception cref="StorageOutcomeUnknownException">All of the batch may be written, or nothing.</exception>
    Task CommitAsync(IReadOnlyList<RowWrite> writes, long[] versions, CancellationToken cancellationToken);

    /// <summary>Reads rows.</summary>
    /// <param name="keys">Which; a key may occur twice.</param>
    /// <param name="rows">Takes the row of each key, or null where there is none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StorageUnavailableException">The database is away or refused.</exception>
    Task ReadAsync(IReadOnlyList<RowKey> keys, StoredRow?[] rows, CancellationToken cancellationToken);
}
