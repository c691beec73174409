using Npgsql;

namespace MesosOrleans.Storage;

/// <summary>Says in one line what is wrong with a PostgreSQL server, never with a password in it.</summary>
internal static class PostgresFailure
{
    public static string Describe(NpgsqlConnectionStringBuilder server, Exception exception)
    {
        var cause = exception is PostgresException refused
            ? refused.MessageText
            : (exception.InnerException ?? exception).Message;
        return $"PostgreSQL at {server.Host}:{server.Port}, database '{server.Database}': "
            + cause.ReplaceLineEndings(" ");
    }

    /// <summary>
    /// Whether the server answered that it rolled the transaction back. A fatal answer ends the session and may come
    /// after the commit, so it says nothing.
    /// </summary>
    public static bool IsRolledBack(Exception exception) =>
        exception is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Deadlock or serialization failure: rolled back, and worth a second attempt.</summary>
    public static bool IsWorthRetrying(Exception exception) =>
        exception is PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        };
}
