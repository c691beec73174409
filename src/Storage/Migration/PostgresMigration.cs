using System.Net.Sockets;
using DbUp;
using Npgsql;

namespace MesosOrleans.Storage.Migration;

/// <summary>Migration of a PostgreSQL database under a session's advisory lock.</summary>
internal static class PostgresMigration
{
    // Any number will do as long as every version of the program uses the same one.
    private const long AdvisoryLock = 0x4D65736F734F726C;

    public static async Task<IReadOnlyList<string>> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        // No pool: the lock belongs to the session and must end with it, whatever happens here.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        try
        {
            await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT pg_advisory_lock($1)";
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = AdvisoryLock });
            command.CommandTimeout = (int)DatabaseMigrator.LockTimeout.TotalSeconds;
            await command.ExecuteNonQueryAsync(cancellationToken);

            // DbUp knows only blocking calls.
            return await Task.Run(() => Apply(unpooled.ConnectionString), cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw new StorageUnavailableException(PostgresFailure.Describe(unpooled, e), e);
        }
    }

    private static IReadOnlyList<string> Apply(string connectionString) =>
        MigrationRun.Apply(
            DeployChanges.To.PostgresqlDatabase(connectionString)
                .JournalToPostgresqlTable(null, MigrationRun.Journal)
                .WithTransaction(),
            "postgresql");
}
