namespace MesosOrleans.Client;

/// <summary>The cluster does not admit the framework; the message is the cluster's reason.</summary>
public sealed class RegistrationRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RegistrationRefusedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    public RegistrationRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The cluster's reason.</param>
    /// <param name="innerException">The cause.</param>
    public RegistrationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
