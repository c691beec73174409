using static MesosOrleans.Protocol.V1.SchedulerApi.AttributeConstraint.Types;

namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>One selector with its predicate.</summary>
internal sealed record AttributeTest(Selector Selector, ConstraintPredicate Predicate)
{
    public bool Holds(AgentAttributes agent)
    {
        if (Selector.SelectorCase == Selector.SelectorOneofCase.AttributeName)
        {
            return agent.First(Selector.AttributeName) switch
            {
                null => Predicate.OnMissing,
                { } found when AgentAttributes.IsText(found) => Predicate.OnText(found.Text.Value),
                _ => Predicate.OnNonText,
            };
        }

        var value = Selector.PseudoattributeType switch
        {
            Selector.Types.PseudoattributeType.Region => agent.Region,
            Selector.Types.PseudoattributeType.Zone => agent.Zone,
            _ => agent.Hostname,
        };
        return value is null ? Predicate.OnMissing : Predicate.OnText(value);
    }
}
