using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MesosOrleans.Storage;

/// <summary>Pragmas and transaction statements.</summary>
internal static class SqliteCommands
{
    /// <summary>Write-ahead log: readers do not wait for the writer. Every commit reaches the disk before it returns.</summary>
    public static void UseDurableWal(SqliteConnection connection)
    {
        Execute(new SqliteCommand("PRAGMA journal_mode = WAL", connection));
        Execute(new SqliteCommand("PRAGMA synchronous = FULL", connection));
    }

    public static void BeginExclusive(SqliteConnection connection) =>
        Execute(new SqliteCommand("BEGIN EXCLUSIVE", connection));

    /// <summary>Takes the write lock at once: a transaction that reads first could be refused it later.</summary>
    public static void BeginImmediate(SqliteConnection connection) =>
        Execute(new SqliteCommand("BEGIN IMMEDIATE", connection));

    public static void BeginRead(SqliteConnection connection) => Execute(new SqliteCommand("BEGIN", connection));

    public static void Commit(SqliteConnection connection) => Execute(new SqliteCommand("COMMIT", connection));

    /// <summary>Ends the open transaction, if SQLite has not done so itself after an error.</summary>
    public static void RollBack(SqliteConnection connection)
    {
        if (connection.Handle is { } handle && raw.sqlite3_get_autocommit(handle) == 0)
        {
            Execute(new SqliteCommand("ROLLBACK", connection));
        }
    }

    private static void Execute(SqliteCommand command)
    {
        using (command)
        {
            command.ExecuteNonQuery();
        }
    }
}
