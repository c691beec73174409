using System.Text.RegularExpressions;

namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>
/// Compares a text with a fixed one or with an expression. Values that are no text pass either way, so that a
/// constraint written for a text attribute does not shut out agents that carry a number of that name.
/// </summary>
internal sealed class TextPredicate : ConstraintPredicate
{
    private readonly string? _text;
    private readonly Regex? _regex;
    private readonly bool _negated;

    public TextPredicate(string text, bool negated) => (_text, _negated) = (text, negated);

    public TextPredicate(Regex regex, bool negated) => (_regex, _negated) = (regex, negated);

    public override bool OnMissing => _negated;

    public override bool OnNonText => true;

    public override bool OnText(string value) =>
        (_regex is null ? string.Equals(_text, value, StringComparison.Ordinal) : _regex.IsMatch(value)) != _negated;
}
