using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Validation;

/// <summary>Whether offer constraints can be evaluated (http-api.md 4.9).</summary>
public static class OfferConstraintsValidator
{
    /// <summary>Checks every constraint of every role.</summary>
    /// <returns>The first failure, without the prefix of the call that carries the constraints, or null.</returns>
    public static string? Validate(OfferConstraints constraints)
    {
        foreach (var (role, roleConstraints) in constraints.RoleConstraints)
        {
            if (roleConstraints.Groups.Count == 0)
            {
                return $"'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role {role}";
            }

            foreach (var group in roleConstraints.Groups)
            {
                if (ValidateGroup(role, group) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private static string? ValidateGroup(string role, OfferConstraints.Types.RoleConstraints.Types.Group group)
    {
        if (group.AttributeConstraints.Count == 0)
        {
            return $"'RoleConstraints::groups' has an empty 'Group' for role {role}";
        }

        foreach (var constraint in group.AttributeConstraints)
        {
            if ((ValidateSelector(constraint.Selector) ?? ValidatePredicate(constraint.Predicate)) is { } error)
            {
                return $"A role {role} has an invalid 'AttributeConstraint': {error}";
            }
        }

        return null;
    }

    private static string? ValidateSelector(AttributeConstraint.Types.Selector selector) => selector.SelectorCase switch
    {
        AttributeConstraint.Types.Selector.SelectorOneofCase.AttributeName => null,
        AttributeConstraint.Types.Selector.SelectorOneofCase.PseudoattributeType
            when selector.PseudoattributeType
                != AttributeConstraint.Types.Selector.Types.PseudoattributeType.Unknown => null,
        AttributeConstraint.Types.Selector.SelectorOneofCase.PseudoattributeType =>
            "'Selector::pseudoattribute_type' is not known",
        _ => "'Selector' has neither a known 'attribute_name' nor a known 'pseudoattribute_type'",
    };

    private static string? ValidatePredicate(AttributeConstraint.Types.Predicate predicate) =>
        predicate.PredicateCase switch
        {
            AttributeConstraint.Types.Predicate.PredicateOneofCase.None => "'Predicate' is not set or not known",
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextMatches =>
                ConstraintRegex.Check(predicate.TextMatches.Regex),
            AttributeConstraint.Types.Predicate.PredicateOneofCase.TextNotMatches =>
                ConstraintRegex.Check(predicate.TextNotMatches.Regex),
            _ => null,
        };
}
