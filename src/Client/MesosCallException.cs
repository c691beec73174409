namespace MesosOrleans.Client;

/// <summary>The cluster refused a call; nothing was changed.</summary>
public sealed class MesosCallException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MesosCallException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    public MesosCallException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    /// <param name="innerException">The cause.</param>
    public MesosCallException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="status">The status that the HTTP API has for this refusal.</param>
    /// <param name="message">The cluster's reason.</param>
    public MesosCallException(int status, string message)
        : base(message) => Status = status;

    /// <summary>
    /// The status that the HTTP API has for this refusal: 400 a call that makes no sense, 403 not subscribed or not
    /// allowed, 503 not possible now. 0 when unknown.
    /// </summary>
    public int Status { get; }
}
