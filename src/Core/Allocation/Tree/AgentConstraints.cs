using System.Text.RegularExpressions;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Offer constraints (allocation.md 11): groups are alternatives, a group's constraints must all hold.</summary>
public static class AgentConstraints
{
    /// <summary>True when the agent may be offered.</summary>
    public static bool Allow(OfferConstraints.Types.RoleConstraints? constraints, AgentInfo agent) =>
        constraints is null || constraints.Groups.Any(group =>
            group.AttributeConstraints.All(constraint => Holds(constraint, agent)));

    private static bool Holds(AttributeConstraint constraint, AgentInfo agent)
    {
        var (present, text) = Select(constraint.Selector, agent);
        var predicate = constraint.Predicate;
        return predicate.PredicateCase switch
        {
            AttributeConstraint.Types.Predicate.PredicateOneofCase.Exists => present,
            AttributeConstraint.Types.Predicate.PredicateOneofCase.NotExists => !present,
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextEquals =>
                present && (text is null || text == predicate.TextEquals.Value),
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextNotEquals =>
                !present || text is null || text != predicate.TextNotEquals.Value,
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextMatches =>
                present && (text is null || Matches(text, predicate.TextMatches.Regex)),
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextNotMatches =>
                !present || text is null || !Matches(text, predicate.TextNotMatches.Regex),
            _ => false,
        };
    }

    // Linear time whatever the pattern; patterns were checked when the framework subscribed.
    private static bool Matches(string text, string pattern) =>
        Regex.IsMatch(text, $@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static (bool Present, string? Text) Select(AttributeConstraint.Types.Selector selector, AgentInfo agent)
    {
        if (selector.SelectorCase == AttributeConstraint.Types.Selector.SelectorOneofCase.AttributeName)
        {
            var attribute = agent.Attributes.FirstOrDefault(candidate => candidate.Name == selector.AttributeName);
            return (attribute is not null, attribute?.Type == Value.Types.Type.Text ? attribute.Text.Value : null);
        }

        var text = selector.PseudoattributeType switch
        {
            AttributeConstraint.Types.Selector.Types.PseudoattributeType.Hostname => agent.Hostname,
            AttributeConstraint.Types.Selector.Types.PseudoattributeType.Region => agent.Domain?.FaultDomain?.Region?.Name,
            AttributeConstraint.Types.Selector.Types.PseudoattributeType.Zone => agent.Domain?.FaultDomain?.Zone?.Name,
            _ => null,
        };
        return (text is not null, text);
    }
}
