namespace MesosOrleans.Client.Sandboxes;

/// <summary>A file of a sandbox could not be read; the message says which and why.</summary>
public sealed class SandboxException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SandboxException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which file and why.</param>
    public SandboxException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which file and why.</param>
    /// <param name="innerException">The cause.</param>
    public SandboxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
