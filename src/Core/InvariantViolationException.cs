namespace MesosOrleans.Core;

/// <summary>A state that must never occur has occurred: a bug, not bad input. The state at hand must not be stored.</summary>
public sealed class InvariantViolationException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public InvariantViolationException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which rule is broken, with the values that break it.</param>
    public InvariantViolationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which rule is broken, with the values that break it.</param>
    /// <param name="innerException">What led to it.</param>
    public InvariantViolationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
