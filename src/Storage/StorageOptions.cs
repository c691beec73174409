using Microsoft.Data.Sqlite;
using Npgsql;

namespace MesosOrleans.Storage;

/// <summary>Where the state of a cluster is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>Which grain storage, on which database.</summary>
    public StorageKind Kind { get; init; } = StorageKind.Sqlite;

    /// <summary>Npgsql connection string; for <see cref="StorageKind.Postgres"/> and <see cref="StorageKind.AdoNet"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Path of the database file; for <see cref="StorageKind.Sqlite"/>. Its directory is created.</summary>
    public string? SqlitePath { get; init; }

    /// <summary>Orleans' service id: part of every row's identity, the same for the life of the data.</summary>
    public string ServiceId { get; init; } = "mesos";

    /// <summary>Orleans' cluster id: silos with the same one find each other.</summary>
    public string ClusterId { get; init; } = "mesos";

    /// <summary>
    /// Whether <c>AddMesosOrleansStorage</c> also sets up clustering: in the database on PostgreSQL, on localhost with
    /// <see cref="SiloPort"/> and <see cref="GatewayPort"/> on SQLite. A test cluster that has its own turns it off.
    /// </summary>
    public bool ConfigureClustering { get; init; } = true;

    /// <summary>Port between silos; used only for the localhost clustering of SQLite.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port of the Orleans gateway, 0 for none; used only for the localhost clustering of SQLite.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>Bounds of the group-commit storage.</summary>
    public GroupCommit.GroupCommitLimits Limits { get; init; } = new();

    /// <summary>
    /// Reads the value of <c>--db</c>. A PostgreSQL connection string (<c>Host=…</c>, <c>Server=…</c> or
    /// <c>postgresql://…</c>) means PostgreSQL; anything else is the path of a SQLite file.
    /// </summary>
    /// <param name="db">The value as the operator wrote it.</param>
    /// <param name="storage">
    /// The value of <c>--storage</c>: <c>groupcommit</c> (or null) for our own, <c>adonet</c> for the stock provider.
    /// </param>
    /// <exception cref="ArgumentException">The value makes no sense; the message is one line and says why.</exception>
    public static StorageOptions Parse(string db, string? storage = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stock = storage switch
        {
            null or "" or "groupcommit" => false,
            "adonet" => true,
            _ => throw new ArgumentException($"--storage '{storage}': expected 'groupcommit' or 'adonet'"),
        };
        var value = db.Trim();
        if (value.Length == 0)
        {
            throw new ArgumentException("--db is empty: expected a PostgreSQL connection string or a file path");
        }

        if (LooksLikePostgres(value))
        {
            return new StorageOptions
            {
                Kind = stock ? StorageKind.AdoNet : StorageKind.Postgres,
                ConnectionString = ParsePostgres(value),
            };
        }

        return stock
            ? throw new ArgumentException("--storage 'adonet' needs PostgreSQL: --db \"Host=…\"")
            : new StorageOptions { Kind = StorageKind.Sqlite, SqlitePath = ParsePath(value) };
    }

    /// <summary>The connection string of the SQLite file. No pool: two connections live as long as the silo.</summary>
    internal string SqliteConnectionString() => new SqliteConnectionStringBuilder
    {
        DataSource = SqlitePath ?? throw new InvalidOperationException("SqlitePath is not set"),
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        ForeignKeys = true,
    }.ConnectionString;

    /// <summary>The PostgreSQL connection string, present for the two kinds that use it.</summary>
    internal string RequiredConnectionString() =>
        ConnectionString ?? throw new InvalidOperationException("ConnectionString is not set");

    /// <summary>
    /// The same for Orleans' ADO.NET packages, which share one pool: bounded unless the operator has said otherwise, so
    /// that several silos fit into PostgreSQL's default of 100 connections.
    /// </summary>
    internal string PooledConnectionString()
    {
        const string PoolSize = "Maximum Pool Size";
        var builder = new NpgsqlConnectionStringBuilder(RequiredConnectionString());
        if (!builder.ShouldSerialize(PoolSize))
        {
            builder.MaxPoolSize = 20;
        }

        return builder.ConnectionString;
    }

    private static bool LooksLikePostgres(string value) =>
        value.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || value.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || value.Split(';').Any(part =>
            part.Split('=', 2) is [var key, _]
            && key.Trim().ToUpperInvariant() is "HOST" or "SERVER" or "DATA SOURCE" or "USERNAME" or "DATABASE");

    private static string ParsePostgres(string value)
    {
        try
        {
            return value.Contains("://", StringComparison.Ordinal)
                ? FromUri(new Uri(value))
                : new NpgsqlConnectionStringBuilder(value) is { Host: { Length: > 0 } } parsed
                    ? parsed.ConnectionString
                    : throw new ArgumentException("--db: the connection string names no Host");
        }
        catch (Exception e) when (e is FormatException or ArgumentException or KeyNotFoundException)
        {
            // What was written may hold a password, so the message repeats none of it but Npgsql's own words.
            throw new ArgumentException(
                e.Message.StartsWith("--db", StringComparison.Ordinal)
                    ? e.Message
                    : $"--db is not a PostgreSQL connection string: {e.Message.ReplaceLineEndings(" ")}",
                e);
        }
    }

    private static string FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host };
        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        if (uri.AbsolutePath.Length > 1)
        {
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        }

        return builder.ConnectionString;
    }

    private static string ParsePath(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal) || value.StartsWith(':'))
        {
            throw new ArgumentException("--db is neither a PostgreSQL connection string nor a file path");
        }

        return value.EndsWith('/')
            ? throw new ArgumentException($"--db '{value}' is a directory: expected a file path")
            : Path.GetFullPath(value);
    }
}
