using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MesosOrleans.Core;

/// <summary>Checks that stay on in release builds.</summary>
public static class Invariant
{
    /// <summary>Throws when a rule that must always hold does not.</summary>
    /// <param name="condition">The rule.</param>
    /// <param name="message">Which rule it is, with the values at hand; built only when it is broken.</param>
    /// <exception cref="InvariantViolationException">The condition is false.</exception>
    public static void Check(
        [DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref InvariantMessage message)
    {
        if (!condition)
        {
            throw new InvariantViolationException(message.ToString());
        }
    }

    /// <summary>Throws when a rule that must always hold does not.</summary>
    /// <param name="condition">The rule.</param>
    /// <param name="message">Which rule it is.</param>
    /// <exception cref="InvariantViolationException">The condition is false.</exception>
    public static void Check([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new InvariantViolationException(message);
        }
    }
}
