namespace MesosOrleans.Storage;

/// <summary>
/// The database did not do what was asked, and it is certain that it changed nothing: it is away, it refused, or the
/// request never left the queue. The message is one line, fit for an operator. Callers may try again later.
/// </summary>
[GenerateSerializer]
[Alias("MesosOrleans.Storage.StorageUnavailableException")]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Creates it with no message of its own.</summary>
    public StorageUnavailableException()
        : base("The database is not available")
    {
    }

    /// <summary>Creates it with a one-line message.</summary>
    public StorageUnavailableException(string message)
        : base(message.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates it with a one-line message and the cause.</summary>
    public StorageUnavailableException(string message, Exception innerException)
        : base(message.ReplaceLineEndings(" "), innerException)
    {
    }
}
