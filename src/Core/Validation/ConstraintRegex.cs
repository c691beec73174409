using System.Text.RegularExpressions;

namespace MesosOrleans.Core.Validation;

/// <summary>
/// Regular expressions of offer constraints: RE2's language, in which matching takes linear time, and small ones only.
/// </summary>
public static class ConstraintRegex
{
    /// <summary>Greatest size of a pattern, in steps of its program.</summary>
    public const int ProgramSizeMax = 100;

    // Deeper or longer than this no pattern has a program of the allowed size.
    private const int PatternCharsMax = 1024;

    /// <summary>Tells why a pattern is refused, or null when it can be used.</summary>
    public static string? Check(string pattern)
    {
        if (pattern.Length > PatternCharsMax)
        {
            return TooComplex(pattern, pattern.Length);
        }

        try
        {
            // Syntax first, by the engine that does not unroll counts: the size is bounded before anything is compiled.
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            var size = RegexProgramSize.Estimate(pattern);
            if (size > ProgramSizeMax)
            {
                return TooComplex(pattern, size);
            }

            _ = Compile(pattern);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"Failed to construct regex from pattern '{pattern}': {Explain(exception, pattern)}";
        }
        catch (NotSupportedException)
        {
            return $"Failed to construct regex from pattern '{pattern}': invalid perl operator: {pattern}";
        }
    }

    /// <summary>Compiles a pattern that <see cref="Check"/> takes; it must match a value from end to end.</summary>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs more than linear time.</exception>
    public static Regex Compile(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string TooComplex(string pattern, int size) =>
        $"Regex '{pattern}' is too complex: program size of {size} is larger than maximum of {ProgramSizeMax} allowed";

    private static string Explain(RegexParseException exception, string pattern) => exception.Error switch
    {
        RegexParseError.InsufficientClosingParentheses => $"missing ): {pattern}",
        RegexParseError.InsufficientOpeningParentheses => $"unexpected ): {pattern}",
        RegexParseError.UnterminatedBracket => $"missing ]: {pattern}",
        RegexParseError.QuantifierAfterNothing => $"no argument for repetition operator: {pattern}",
        RegexParseError.NestedQuantifiersNotParenthesized => $"bad repetition operator: {pattern}",
        RegexParseError.UnescapedEndingBackslash => "trailing \\ at end of regexp",
        RegexParseError.ReversedCharacterRange => $"invalid character class range: {pattern}",
        RegexParseError.ReversedQuantifierRange => $"invalid repetition size: {pattern}",
        _ => $"invalid regular expression: {pattern}",
    };
}
