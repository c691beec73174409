namespace MesosOrleans.Storage.Migration;

/// <summary>
/// Brings a database to the schema that this program needs. Safe to run always and by many at once: the first does the
/// work under a lock, the others wait and find nothing to do.
/// </summary>
public static class DatabaseMigrator
{
    /// <summary>How long a migrator waits for another one to finish.</summary>
    public static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Applies the scripts that the database does not have yet.</summary>
    /// <returns>The names of the scripts that this call applied; empty when there was nothing to do.</returns>
    /// <exception cref="StorageUnavailableException">
    /// The database is away, refuses, or another migrator holds the lock for too long. One-line message.
    /// </exception>
    /// <exception cref="DatabaseSchemaTooNewException">A newer program has migrated it; nothing was changed.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Kind == StorageKind.Sqlite
            ? SqliteMigration.RunAsync(options, cancellationToken)
            : PostgresMigration.RunAsync(options.RequiredConnectionString(), cancellationToken);
    }
}
