namespace MesosOrleans.Client;

/// <summary>A session ended while work was still to be done on it; the message is the cluster's reason.</summary>
public sealed class SessionEndedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SessionEndedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    public SessionEndedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    /// <param name="innerException">The cause.</param>
    public SessionEndedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
