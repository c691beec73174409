namespace MesosOrleans.Cli;

/// <summary>A command cannot do what it was asked; the message is the line that the user sees.</summary>
public sealed class CliException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CliException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The line that the user sees.</param>
    public CliException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The line that the user sees.</param>
    /// <param name="innerException">The cause.</param>
    public CliException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The line that the user sees.</param>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    public CliException(string message, int exitCode)
        : base(message) => ExitCode = exitCode;

    /// <summary>What the process answers to its shell.</summary>
    public int ExitCode { get; } = ExitCodes.Failed;
}
