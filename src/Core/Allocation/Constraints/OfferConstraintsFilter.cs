using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>
/// A framework's offer constraints, compiled: per role a disjunction of groups, each a conjunction of tests.
/// A role without an entry excludes nothing.
/// </summary>
public sealed class OfferConstraintsFilter
{
    private readonly Dictionary<string, AttributeTest[][]> _groupsByRole;

    private OfferConstraintsFilter(OfferConstraints? source, Dictionary<string, AttributeTest[][]> groupsByRole)
    {
        Source = source;
        _groupsByRole = groupsByRole;
    }

    /// <summary>A filter that excludes nothing.</summary>
    public static OfferConstraintsFilter None { get; } = new(null, []);

    /// <summary>The message it was compiled from; null for <see cref="None"/>.</summary>
    public OfferConstraints? Source { get; }

    /// <summary>The roles that have constraints.</summary>
    public IEnumerable<string> Roles => _groupsByRole.Keys;

    /// <summary>Compiles constraints as a framework sent them.</summary>
    /// <param name="constraints">The message.</param>
    /// <param name="limits">Bounds on the regular expressions in it.</param>
    /// <param name="filter">The compiled filter when the answer is true.</param>
    /// <param name="error">Why the message was refused when the answer is false.</param>
    public static bool TryCreate(
        OfferConstraints constraints, RegexLimits limits, out OfferConstraintsFilter filter, out string error)
    {
        filter = None;
        var groupsByRole = new Dictionary<string, AttributeTest[][]>(StringComparer.Ordinal);
        foreach (var (role, roleConstraints) in constraints.RoleConstraints)
        {
            if (roleConstraints.Groups.Count == 0)
            {
                error = "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role " + role;
                return false;
            }

            var groups = new AttributeTest[roleConstraints.Groups.Count][];
            for (var i = 0; i < groups.Length; i++)
            {
                if (!TryCreateGroup(roleConstraints.Groups[i], limits, out groups[i], out var why))
                {
                    error = $"A constraint group of role {role} is invalid: {why}";
                    return false;
                }
            }

            groupsByRole.Add(role, groups);
        }

        filter = new OfferConstraintsFilter(constraints, groupsByRole);
        error = "";
        return true;
    }

    /// <summary>True when the constraints of the role leave the agent out.</summary>
    public bool IsAgentExcluded(string role, AgentAttributes agent)
    {
        if (!_groupsByRole.TryGetValue(role, out var groups))
        {
            return false;
        }

        foreach (var group in groups)
        {
            if (Array.TrueForAll(group, test => test.Holds(agent)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryCreateGroup(
        OfferConstraints.Types.RoleConstraints.Types.Group group, RegexLimits limits, out AttributeTest[] tests,
        out string error)
    {
        tests = new AttributeTest[group.AttributeConstraints.Count];
        error = tests.Length == 0 ? "Empty 'AttributeConstraint' group" : "";
        for (var i = 0; i < tests.Length && error.Length == 0; i++)
        {
            if (AttributeTestFactory.TryCreate(group.AttributeConstraints[i], limits, out var test, out error))
            {
                tests[i] = test;
            }
        }

        return error.Length == 0;
    }
}
