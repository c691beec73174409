namespace MesosOrleans.Client;

/// <summary>
/// The cluster could not be reached, or did not answer in time. What was asked for may or may not have happened;
/// reconciliation tells.
/// </summary>
public sealed class MesosConnectionException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MesosConnectionException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What could not be done.</param>
    public MesosConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What could not be done.</param>
    /// <param name="innerException">The cause.</param>
    public MesosConnectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
