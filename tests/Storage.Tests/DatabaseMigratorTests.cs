using MesosOrleans.Storage.Migration;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace MesosOrleans.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class DatabaseMigratorTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesos-migrate-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StorageKind.Sqlite)]
    [InlineData(StorageKind.Postgres)]
    public async Task Three_at_once_migrate_once(StorageKind kind)
    {
        var options = await EmptyAsync(kind);
        var applied = await Task.WhenAll(Enumerable.Range(0, 3)
            .Select(_ => DatabaseMigrator.MigrateAsync(options, CancellationToken.None)));
        var scripts = Assert.Single(applied, names => names.Count > 0);
        Assert.Equal(scripts.Order(StringComparer.Ordinal), scripts);
        Assert.Empty(await DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
    }

    [Theory]
    [InlineData(StorageKind.Sqlite)]
    [InlineData(StorageKind.Postgres)]
    public async Task A_newer_schema_is_refused(StorageKind kind)
    {
        var options = await EmptyAsync(kind);
        await DatabaseMigrator.MigrateAsync(options, CancellationToken.None);
        await ExecuteAsync(options, "INSERT INTO schema_version (scriptname, applied) VALUES ('9001_future.sql', CURRENT_TIMESTAMP)");
        var refused = await Assert.ThrowsAsync<DatabaseSchemaTooNewException>(
            () => DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
        Assert.Equal("9001_future.sql", refused.UnknownScript);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        // A table of ours is already there, made by someone else.
        foreach (var kind in new[] { StorageKind.Sqlite, StorageKind.Postgres })
        {
            var options = await EmptyAsync(kind);
            await ExecuteAsync(options, "CREATE TABLE group_commit_state (other integer)");
            var failed = await Assert.ThrowsAsync<StorageUnavailableException>(
                () => DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
            Assert.Contains("group_commit", failed.Message, StringComparison.Ordinal);
            await ExecuteAsync(options, "DROP TABLE group_commit_state");
            Assert.NotEmpty(await DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_one_line()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "not a directory");
        var options = new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = Path.Combine(file, "mesos.db") };
        var failed = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => DatabaseMigrator.MigrateAsync(options, CancellationToken.None));
        Assert.DoesNotContain('\n', failed.Message);

        var notDatabase = new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = file };
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => DatabaseMigrator.MigrateAsync(notDatabase, CancellationToken.None));
    }

    private async Task<StorageOptions> EmptyAsync(StorageKind kind) => new()
    {
        Kind = kind,
        SqlitePath = Path.Combine(_folder.FullName, "new.db"),
        ConnectionString = kind == StorageKind.Sqlite ? null : await postgres.Server.CreateDatabaseAsync(),
    };

    private static async Task ExecuteAsync(StorageOptions options, string sql)
    {
        if (options.Kind == StorageKind.Sqlite)
        {
            await using var connection = new SqliteConnection($"Data Source={options.SqlitePath};Pooling=false");
            await connection.OpenAsync();
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(connection.Handle, sql));
            return;
        }

        await using var source = NpgsqlDataSource.Create(options.ConnectionString!);
        await using var statement = source.CreateCommand(sql);
        await statement.ExecuteNonQueryAsync();
    }
}
