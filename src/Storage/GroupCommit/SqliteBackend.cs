using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// Group commit on a SQLite file: one thread writes, one transaction per batch, on disk before it is answered; one thread
/// reads beside it.
/// </summary>
public sealed class SqliteBackend : IGroupCommitBackend
{
    private readonly string _serviceId;
    private readonly TimeProvider _timeProvider;
    private readonly string _path;
    private readonly SqliteWorker _writer;
    private readonly SqliteWorker _reader;

    /// <summary>Prepares the back end on a migrated file; opens it with the first batch.</summary>
    /// <param name="options">Path and service id.</param>
    /// <param name="timeProvider">Dates the rows.</param>
    public SqliteBackend(StorageOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        _serviceId = options.ServiceId;
        _timeProvider = timeProvider;
        _path = options.SqlitePath ?? "";
        var connectionString = options.SqliteConnectionString();
        var busySeconds = (int)Math.Ceiling(options.Limits.CommitTimeout.TotalSeconds);
        _writer = new SqliteWorker("storage-write", () => Open(connectionString, _serviceId, busySeconds));
        _reader = new SqliteWorker("storage-read", () => Open(connectionString, _serviceId, busySeconds));
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public Task CommitAsync(IReadOnlyList<RowWrite> writes, long[] versions, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => Commit(session, writes, versions));

    /// <inheritdoc/>
    public Task ReadAsync(IReadOnlyList<RowKey> keys, StoredRow?[] rows, CancellationToken cancellationToken) =>
        _reader.RunAsync(session => Read(session, keys, rows));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static SqliteSession Open(string connectionString, string serviceId, int busySeconds)
    {
        var connection = new SqliteConnection(connectionString) { DefaultTimeout = busySeconds };
        try
        {
            connection.Open();
            SqliteCommands.UseDurableWal(connection);
            return new SqliteSession(connection, serviceId);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Commit(SqliteSession session, IReadOnlyList<RowWrite> writes, long[] versions)
    {
        try
        {
            SqliteCommands.BeginImmediate(session.Connection);
            var now = _timeProvider.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
            var version = session.TakeVersions(writes.Count);
            for (var i = 0; i < writes.Count; i++, version++)
            {
                versions[i] = session.Write(writes[i], version, now) ? version : 0;
            }
        }
        catch (SqliteException e)
        {
            SqliteCommands.RollBack(session.Connection);
            throw new StorageUnavailableException($"SQLite file {_path}: {e.Message}; nothing was written", e);
        }

        try
        {
            SqliteCommands.Commit(session.Connection);
        }
        catch (SqliteException e)
        {
            // The disk failed between the first byte of the commit and its last.
            SqliteCommands.RollBack(session.Connection);
            throw new StorageOutcomeUnknownException(
                $"SQLite file {_path}: {e.Message}; the outcome of a batch is unknown", e);
        }
    }

    private void Read(SqliteSession session, IReadOnlyList<RowKey> keys, StoredRow?[] rows)
    {
        try
        {
            SqliteCommands.BeginRead(session.Connection);
            for (var i = 0; i < keys.Count; i++)
            {
                rows[i] = session.Read(keys[i]);
            }

            SqliteCommands.Commit(session.Connection);
        }
        catch (SqliteException e)
        {
            SqliteCommands.RollBack(session.Connection);
            throw new StorageUnavailableException($"SQLite file {_path}: {e.Message}", e);
        }
    }
}
