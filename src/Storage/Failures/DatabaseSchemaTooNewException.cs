namespace MesosOrleans.Storage;

/// <summary>
/// The database was migrated by a newer version of the program than this one. Nothing was changed; the newer program, or
/// another database, is needed.
/// </summary>
public sealed class DatabaseSchemaTooNewException : Exception
{
    /// <summary>Creates it with no message of its own.</summary>
    public DatabaseSchemaTooNewException()
        : base("The database has a newer schema than this program knows")
    {
    }

    /// <summary>Creates it with a one-line message.</summary>
    public DatabaseSchemaTooNewException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it with a one-line message and the cause.</summary>
    public DatabaseSchemaTooNewException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates it for a script of the database that this program does not have.</summary>
    /// <param name="unknownScript">The newest script that was applied and is not known here.</param>
    /// <param name="knownVersion">The schema version that this program knows.</param>
    public DatabaseSchemaTooNewException(string unknownScript, int knownVersion)
        : base($"The database has script {unknownScript}, this program knows the schema up to version {knownVersion}: "
            + "start the newer program, or use another database")
    {
        UnknownScript = unknownScript;
        KnownVersion = knownVersion;
    }

    /// <summary>The newest script of the database that is not known here.</summary>
    public string UnknownScript { get; } = "";

    /// <summary>The schema version that this program knows.</summary>
    public int KnownVersion { get; }
}
