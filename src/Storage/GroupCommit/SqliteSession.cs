using Microsoft.Data.Sqlite;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>A connection with its prepared statements.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteCommand _take;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _read;

    /// <summary>Takes over an open connection.</summary>
    public SqliteSession(SqliteConnection connection, string serviceId)
    {
        Connection = connection;
        _take = new SqliteCommand("UPDATE group_commit_version SET last = last + $count RETURNING last", connection);
        _take.Parameters.Add("$count", SqliteType.Integer);

        // What comes back says what was done; changes() would still tell of the statement before.
        _insert = WithKey(serviceId, new SqliteCommand(
            """
            INSERT INTO group_commit_state (service_id, state_name, grain_key, version, payload, modified_at)
            VALUES ($service, $state, $grain, $version, $payload, $now)
            ON CONFLICT DO NOTHING RETURNING 1
            """,
            connection));
        _update = WithKey(serviceId, new SqliteCommand(
            """
            UPDATE group_commit_state SET version = $version, payload = $payload, modified_at = $now
            WHERE service_id = $service AND state_name = $state AND grain_key = $grain AND version = $expected
            RETURNING 1
            """,
            connection));
        _delete = WithKey(serviceId, new SqliteCommand(
            """
            DELETE FROM group_commit_state
            WHERE service_id = $service AND state_name = $state AND grain_key = $grain AND version = $expected
            RETURNING 1
            """,
            connection));
        _read = WithKey(serviceId, new SqliteCommand(
            """
            SELECT version, payload FROM group_commit_state
            WHERE service_id = $service AND state_name = $state AND grain_key = $grain
            """,
            connection));
        foreach (var command in new[] { _insert, _update })
        {
            command.Parameters.Add("$version", SqliteType.Integer);
            command.Parameters.Add("$payload", SqliteType.Blob);
            command.Parameters.Add("$now", SqliteType.Text);
        }

        _update.Parameters.Add("$expected", SqliteType.Integer);
        _delete.Parameters.Add("$expected", SqliteType.Integer);
    }

    /// <summary>The connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Closes statements and connection.</summary>
    public void Dispose()
    {
        _take.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _delete.Dispose();
        _read.Dispose();
        Connection.Dispose();
    }

    /// <summary>Takes consecutive versions within the open transaction; returns the first.</summary>
    public long TakeVersions(int count)
    {
        _take.Parameters["$count"].Value = count;
        return (long)_take.ExecuteScalar()! - count + 1;
    }

    /// <summary>Does one write; false: conflict, nothing changed.</summary>
    public bool Write(RowWrite write, long version, string now)
    {
        var command = write.Payload is null ? _delete : write.ExpectedVersion == 0 ? _insert : _update;
        SetKey(command, write.Key);
        if (write.Payload is not null)
        {
            command.Parameters["$version"].Value = version;
            command.Parameters["$payload"].Value = write.Payload;
            command.Parameters["$now"].Value = now;
        }

        if (command != _insert)
        {
            command.Parameters["$expected"].Value = write.ExpectedVersion;
        }

        return command.ExecuteScalar() is not null;
    }

    /// <summary>Reads one row.</summary>
    public StoredRow? Read(RowKey key)
    {
        SetKey(_read, key);
        using var reader = _read.ExecuteReader();
        return reader.Read() ? new StoredRow(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private static SqliteCommand WithKey(string serviceId, SqliteCommand command)
    {
        command.Parameters.Add("$service", SqliteType.Text).Value = serviceId;
        command.Parameters.Add("$state", SqliteType.Text);
        command.Parameters.Add("$grain", SqliteType.Text);
        return command;
    }

    private static void SetKey(SqliteCommand command, RowKey key)
    {
        command.Parameters["$state"].Value = key.StateName;
        command.Parameters["$grain"].Value = key.GrainKey;
    }
}
