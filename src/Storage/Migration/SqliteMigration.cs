using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace MesosOrleans.Storage.Migration;

/// <summary>Migration of a SQLite file inside one exclusive transaction, which is the lock as well.</summary>
internal static class SqliteMigration
{
    public static Task<IReadOnlyList<string>> RunAsync(StorageOptions options, CancellationToken cancellationToken) =>
        // Microsoft.Data.Sqlite and DbUp know only blocking calls.
        Task.Run(() => Run(options), cancellationToken);

    private static IReadOnlyList<string> Run(StorageOptions options)
    {
        try
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(options.SqlitePath ?? ""));
            if (!string.IsNullOrEmpty(directory))
            {
                Directory.CreateDirectory(directory);
            }

            using var connection = new SqliteConnection(options.SqliteConnectionString());
            connection.DefaultTimeout = (int)DatabaseMigrator.LockTimeout.TotalSeconds;
            connection.Open();
            SqliteCommands.UseDurableWal(connection);
            return RunExclusively(connection);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"SQLite file {options.SqlitePath}: {e.Message}", e);
        }
    }

    private static IReadOnlyList<string> RunExclusively(SqliteConnection connection)
    {
        SqliteCommands.BeginExclusive(connection);
        try
        {
            using var shared = new SharedConnection(connection);
            var applied = MigrationRun.Apply(
                DeployChanges.To.SqliteDatabase(shared)
                    .JournalToSqliteTable(MigrationRun.Journal)
                    .WithoutTransaction(),
                "sqlite");
            SqliteCommands.Commit(connection);
            return applied;
        }
        catch
        {
            SqliteCommands.RollBack(connection);
            throw;
        }
    }
}
