using System.Net.Sockets;
using Npgsql;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// Group commit on PostgreSQL. A batch is one round trip and one transaction of at most three statements (first writes,
/// updates, removals), each over arrays of rows. An update that finds no row of the expected version changes nothing: it
/// never inserts.
/// </summary>
public sealed class PostgresBackend : IGroupCommitBackend
{
    /// <summary>Versions that a connection takes at a time; the increment of sequence group_commit_version.</summary>
    public const int VersionsPerBlock = 65_536;

    private const int AttemptsMax = 3;
    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly string _serviceId;
    private readonly PostgresBatch _batch;

    // Versions belong to the session that took them: after a crash of the server the sequence may hand out a block anew
    // that no committed row has used, so a new connection takes a new block.
    private NpgsqlConnection? _writer;
    private long _nextVersion;
    private long _versionsLeft;

    /// <summary>Prepares the back end; connects with the first batch.</summary>
    /// <param name="connectionString">Npgsql connection string of a migrated database.</param>
    /// <param name="serviceId">Part of every row's identity.</param>
    /// <param name="limits">For the deadline of a command.</param>
    public PostgresBackend(string connectionString, string serviceId, GroupCommitLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var seconds = (int)Math.Ceiling(limits.CommitTimeout.TotalSeconds);
        _server = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 16,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            CommandTimeout = seconds,
            Timeout = Math.Min(seconds, 10),
            MinPoolSize = 0,
            MaxPoolSize = 4,
            ApplicationName = "mesos-orleans-storage",
        };

        // Every statement meets the table row by row. Without this the planner, when its statistics are old, may read all
        // of the table to join it with a batch.
        _server.Options = $"{_server.Options} -c enable_hashjoin=off -c enable_mergejoin=off -c enable_seqscan=off"
            .TrimStart();
        _dataSource = NpgsqlDataSource.Create(_server);
        _serviceId = serviceId;
        _batch = new PostgresBatch(serviceId);
    }

    /// <inheritdoc/>
    public string Name => "postgresql";

    /// <inheritdoc/>
    public async Task CommitAsync(IReadOnlyList<RowWrite> writes, long[] versions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(versions);
        for (var attempt = 1; ; attempt++)
        {
            var connection = await WriterAsync(writes.Count, cancellationToken);
            try
            {
                await _batch.ExecuteAsync(connection, writes, TakeVersions(writes.Count), versions, cancellationToken);
                return;
            }
            catch (Exception e) when (PostgresFailure.IsWorthRetrying(e) && attempt < AttemptsMax)
            {
                Array.Clear(versions);
            }
            catch (Exception e) when (PostgresFailure.IsRolledBack(e))
            {
                throw new StorageUnavailableException($"{PostgresFailure.Describe(_server, e)}; nothing was written", e);
            }
            catch (Exception e)
            {
                await DropWriterAsync();
                throw new StorageOutcomeUnknownException(
                    $"{PostgresFailure.Describe(_server, e)}; the outcome of a batch is unknown", e);
            }
        }
    }

    /// <inheritdoc/>
    public async Task ReadAsync(IReadOnlyList<RowKey> keys, StoredRow?[] rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(rows);
        try
        {
            await using var connection = await _dataSource.OpenConnectionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT k.ordinal, s.version, s.payload
                FROM unnest($2, $3) WITH ORDINALITY AS k (state_name, grain_key, ordinal)
                CROSS JOIN LATERAL (
                  SELECT g.version, g.payload FROM group_commit_state AS g
                  WHERE g.service_id = $1 AND g.state_name = k.state_name AND g.grain_key = k.grain_key
                  OFFSET 0) AS s
                """;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _serviceId });
            command.Parameters.Add(PostgresBatch.Texts(keys.Select(key => key.StateName)));
            command.Parameters.Add(PostgresBatch.Texts(keys.Select(key => key.GrainKey)));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows[reader.GetInt64(0) - 1] =
                    new StoredRow(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            }
        }
        catch (Exception e) when (IsDatabaseFailure(e))
        {
            throw new StorageUnavailableException(PostgresFailure.Describe(_server, e), e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DropWriterAsync();
        await _dataSource.DisposeAsync();
    }

    private static bool IsDatabaseFailure(Exception e) =>
        e is NpgsqlException or SocketException or TimeoutException or OperationCanceledException or IOException;

    /// <summary>The open connection for writes, with enough versions; what fails here has sent no write.</summary>
    private async ValueTask<NpgsqlConnection> WriterAsync(int versionsNeeded, CancellationToken cancellationToken)
    {
        try
        {
            if (_writer is null)
            {
                _versionsLeft = 0;
                _writer = await _dataSource.OpenConnectionAsync(cancellationToken);
            }

            // A batch's versions are consecutive, so what is left of a block that is too short for it is forgone.
            if (_versionsLeft < versionsNeeded)
            {
                await using var command = _writer.CreateCommand();
                command.CommandText = "SELECT nextval('group_commit_version')";
                _nextVersion = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
                _versionsLeft = VersionsPerBlock;
            }

            return _writer;
        }
        catch (Exception e)
        {
            await DropWriterAsync();
            throw new StorageUnavailableException($"{PostgresFailure.Describe(_server, e)}; nothing was written", e);
        }
    }

    private long TakeVersions(int count)
    {
        var first = _nextVersion;
        _nextVersion += count;
        _versionsLeft -= count;
        return first;
    }

    private async ValueTask DropWriterAsync()
    {
        if (_writer is { } writer)
        {
            _writer = null;
            await writer.DisposeAsync();
        }
    }
}
