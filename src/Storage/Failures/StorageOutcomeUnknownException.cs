using Orleans.Storage;

namespace MesosOrleans.Storage;

/// <summary>
/// A write was sent and no answer came: it may be stored or not. As an <see cref="InconsistentStateException"/> it makes
/// Orleans drop the activation, so that the grain's next call reads what is really there.
/// </summary>
[GenerateSerializer]
[Alias("MesosOrleans.Storage.StorageOutcomeUnknownException")]
public sealed class StorageOutcomeUnknownException : InconsistentStateException
{
    /// <summary>Creates it with no message of its own.</summary>
    public StorageOutcomeUnknownException()
        : base("The outcome of a write is unknown")
    {
    }

    /// <summary>Creates it with a one-line message.</summary>
    public StorageOutcomeUnknownException(string message)
        : base(message.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates it with a one-line message and the cause.</summary>
    public StorageOutcomeUnknownException(string message, Exception innerException)
        : base(message.ReplaceLineEndings(" "), innerException)
    {
    }
}
