namespace MesosOrleans.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData("Host=db;Database=mesos", "db", "mesos")]
    [InlineData("  server = db ; Username=u;Database=mesos", "db", "mesos")]
    [InlineData("postgresql://u:p%40ss@db:6543/mesos", "db", "mesos")]
    public void Connection_strings_mean_postgresql(string db, string host, string database)
    {
        var options = StorageOptions.Parse(db);
        var parsed = new Npgsql.NpgsqlConnectionStringBuilder(options.ConnectionString);
        Assert.Equal((StorageKind.Postgres, host, database), (options.Kind, parsed.Host, parsed.Database));
        Assert.Equal(StorageKind.AdoNet, StorageOptions.Parse(db, "adonet").Kind);
    }

    [Theory]
    [InlineData("/var/lib/mesos/state.db")]
    [InlineData("state.db")]
    [InlineData("./a=b/state;1.db")]
    public void Everything_else_is_a_file(string db)
    {
        var options = StorageOptions.Parse(db, "groupcommit");
        Assert.Equal((StorageKind.Sqlite, Path.GetFullPath(db)), (options.Kind, options.SqlitePath));
    }

    [Theory]
    [InlineData("", null, "--db is empty")]
    [InlineData("Database=mesos", null, "names no Host")]
    [InlineData("Host=db;Port=many", null, "--db is not a PostgreSQL connection string")]
    [InlineData("Host=db;Colour=red", null, "--db is not a PostgreSQL connection string")]
    [InlineData("/var/lib/", null, "is a directory")]
    [InlineData(":memory:", null, "neither")]
    [InlineData("state.db", "adonet", "needs PostgreSQL")]
    [InlineData("state.db", "redis", "--storage 'redis'")]
    public void What_makes_no_sense_is_refused_in_one_line(string db, string? storage, string part)
    {
        var message = Assert.Throws<ArgumentException>(() => StorageOptions.Parse(db, storage)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
