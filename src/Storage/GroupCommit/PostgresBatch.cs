using Npgsql;
using NpgsqlTypes;

namespace MesosOrleans.Storage.GroupCommit;

/// <summary>
/// The statements of one batch. Each write has its new version beforehand, so the versions that come back tell which
/// writes were done.
/// </summary>
internal sealed class PostgresBatch(string serviceId)
{
    private const string InsertSql = """
        INSERT INTO group_commit_state (service_id, state_name, grain_key, version, payload)
        SELECT $1, w.state_name, w.grain_key, w.version, w.payload
        FROM unnest($2, $3, $4, $5) AS w (state_name, grain_key, version, payload)
        ON CONFLICT DO NOTHING
        RETURNING version
        """;

    // The inner query, fenced by OFFSET 0, makes the planner look each row up by its whole key. Left to itself on a table
    // that it has no statistics of, it compares every row of the service with every row of the batch.
    private const string UpdateSql = """
        UPDATE group_commit_state AS s SET version = r.version, payload = r.payload, modified_at = now()
        FROM (
          SELECT f.ctid AS place, w.version, w.payload, w.expected
          FROM unnest($2, $3, $4, $5, $6) AS w (state_name, grain_key, version, payload, expected)
          CROSS JOIN LATERAL (
            SELECT g.ctid FROM group_commit_state AS g
            WHERE g.service_id = $1 AND g.state_name = w.state_name AND g.grain_key = w.grain_key
            OFFSET 0) AS f) AS r
        WHERE s.ctid = r.place AND s.version = r.expected
        RETURNING s.version
        """;

    private const string DeleteSql = """
        DELETE FROM group_commit_state AS s
        USING (
          SELECT f.ctid AS place, w.version, w.expected
          FROM unnest($2, $3, $4, $5) AS w (state_name, grain_key, version, expected)
          CROSS JOIN LATERAL (
            SELECT g.ctid FROM group_commit_state AS g
            WHERE g.service_id = $1 AND g.state_name = w.state_name AND g.grain_key = w.grain_key
            OFFSET 0) AS f) AS r
        WHERE s.ctid = r.place AND s.version = r.expected
        RETURNING r.version
        """;

    private readonly List<int> _inserts = [];
    private readonly List<int> _updates = [];
    private readonly List<int> _deletes = [];

    /// <summary>An array parameter of texts.</summary>
    public static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) =>
        new()
        {
            TypedValue = [.. values],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };

    /// <summary>Runs the writes in one round trip and one implicit transaction.</summary>
    public async Task ExecuteAsync(
        NpgsqlConnection connection,
        IReadOnlyList<RowWrite> writes,
        long firstVersion,
        long[] versions,
        CancellationToken cancellationToken)
    {
        Sort(writes);
        await using var batch = new NpgsqlBatch(connection);
        if (_inserts.Count > 0)
        {
            var command = Command(InsertSql, writes, _inserts, firstVersion);
            command.Parameters.Add(Payloads(writes, _inserts));
            batch.BatchCommands.Add(command);
        }

        if (_updates.Count > 0)
        {
            var command = Command(UpdateSql, writes, _updates, firstVersion);
            command.Parameters.Add(Payloads(writes, _updates));
            command.Parameters.Add(Longs(_updates, i => writes[i].ExpectedVersion));
            batch.BatchCommands.Add(command);
        }

        if (_deletes.Count > 0)
        {
            var command = Command(DeleteSql, writes, _deletes, firstVersion);
            command.Parameters.Add(Longs(_deletes, i => writes[i].ExpectedVersion));
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var version = reader.GetInt64(0);
                versions[version - firstVersion] = version;
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
    }

    private static NpgsqlParameter<long[]> Longs(List<int> indexes, Func<int, long> value) =>
        new()
        {
            TypedValue = [.. indexes.Select(value)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        };

    private static NpgsqlParameter<byte[][]> Payloads(IReadOnlyList<RowWrite> writes, List<int> indexes) =>
        new()
        {
            TypedValue = [.. indexes.Select(i => writes[i].Payload!)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        };

    private NpgsqlBatchCommand Command(
        string constantSql,
        IReadOnlyList<RowWrite> writes,
        List<int> indexes,
        long firstVersion)
    {
        var command = new NpgsqlBatchCommand(constantSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = serviceId });
        command.Parameters.Add(Texts(indexes.Select(i => writes[i].Key.StateName)));
        command.Parameters.Add(Texts(indexes.Select(i => writes[i].Key.GrainKey)));
        command.Parameters.Add(Longs(indexes, i => firstVersion + i));
        return command;
    }

    private void Sort(IReadOnlyList<RowWrite> writes)
    {
        _inserts.Clear();
        _updates.Clear();
        _deletes.Clear();
        for (var i = 0; i < writes.Count; i++)
        {
            var list = writes[i].Payload is null ? _deletes : writes[i].ExpectedVersion == 0 ? _inserts : _updates;
            list.Add(i);
        }
    }
}
