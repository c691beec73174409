using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using MesosOrleans.Protocol.V1.SchedulerApi;
using static MesosOrleans.Protocol.V1.SchedulerApi.AttributeConstraint.Types;

namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>Checks and compiles one attribute constraint.</summary>
internal static class AttributeTestFactory
{
    public static bool TryCreate(
        AttributeConstraint constraint, RegexLimits limits, [NotNullWhen(true)] out AttributeTest? test, out string error)
    {
        test = null;
        error = CheckSelector(constraint.Selector);
        if (error.Length == 0 && TryCreatePredicate(constraint.Predicate, limits, out var predicate, out error))
        {
            test = new AttributeTest(constraint.Selector, predicate);
            return true;
        }

        return false;
    }

    private static string CheckSelector(Selector? selector) => selector?.SelectorCase switch
    {
        Selector.SelectorOneofCase.AttributeName => "",
        Selector.SelectorOneofCase.PseudoattributeType =>
            selector.PseudoattributeType is Selector.Types.PseudoattributeType.Hostname
                or Selector.Types.PseudoattributeType.Region or Selector.Types.PseudoattributeType.Zone
                ? ""
                : "Unknown pseudoattribute type",
        _ => "Exactly one of 'AttributeConstraint::Selector::name' or "
            + "'AttributeConstraint::Selector::pseudoattribute_type' must be set",
    };

    private static bool TryCreatePredicate(
        Predicate? message, RegexLimits limits, [NotNullWhen(true)] out ConstraintPredicate? predicate, out string error)
    {
        error = "";
        predicate = message?.PredicateCase switch
        {
            Predicate.PredicateOneofCase.Exists => new ExistsPredicate(true),
            Predicate.PredicateOneofCase.NotExists => new ExistsPredicate(false),
            Predicate.PredicateOneofCase.TextEquals => new TextPredicate(message.TextEquals.Value, false),
            Predicate.PredicateOneofCase.TextNotEquals => new TextPredicate(message.TextNotEquals.Value, true),
            Predicate.PredicateOneofCase.TextMatches =>
                TryCreateRegex(message.TextMatches.Regex, limits, out var regex, out error)
                    ? new TextPredicate(regex, false)
                    : null,
            Predicate.PredicateOneofCase.TextNotMatches =>
                TryCreateRegex(message.TextNotMatches.Regex, limits, out var regex, out error)
                    ? new TextPredicate(regex, true)
                    : null,
            _ => null,
        };
        error = predicate is null && error.Length == 0 ? "Unknown predicate type" : error;
        return predicate is not null;
    }

    private static bool TryCreateRegex(
        string pattern, RegexLimits limits, [NotNullWhen(true)] out Regex? regex, out string error)
    {
        regex = null;
        if (Encoding.UTF8.GetByteCount(pattern) > limits.MemoryBytesMax)
        {
            error = $"Regex '{pattern}' is too complex: the pattern is longer than {limits.MemoryBytesMax} bytes";
            return false;
        }

        var size = RegexSizeEstimate.Of(pattern);
        if (size > limits.ProgramSizeMax)
        {
            error = $"Regex '{pattern}' is too complex: "
                + $"its program size of {size} is larger than {limits.ProgramSizeMax}";
            return false;
        }

        try
        {
            // Parsed alone first, so that an unbalanced pattern cannot close the anchoring group.
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            regex = new Regex(
                @"\A(?:" + pattern + @")\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            error = "";
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            error = $"Failed to construct regex from pattern '{pattern}': {exception.Message}";
            return false;
        }
    }
}
