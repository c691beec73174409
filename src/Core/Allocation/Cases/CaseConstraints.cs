using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Protocol.V1.SchedulerApi;
using static MesosOrleans.Protocol.V1.SchedulerApi.AttributeConstraint.Types;
using PseudoattributeType =
    MesosOrleans.Protocol.V1.SchedulerApi.AttributeConstraint.Types.Selector.Types.PseudoattributeType;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>
/// Reads offer constraints: <c>role: name op value &amp; … | …</c> with <c>exists</c>, <c>nexists</c>, <c>eq</c>,
/// <c>ne</c>, <c>m</c>, <c>nm</c>; HOSTNAME, REGION and ZONE stand for the pseudo attributes.
/// </summary>
internal static class CaseConstraints
{
    public static OfferConstraintsFilter Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var constraints = new OfferConstraints();
        var groups = new OfferConstraints.Types.RoleConstraints();
        foreach (var group in text[(colon + 1)..].Split(" | "))
        {
            var message = new OfferConstraints.Types.RoleConstraints.Types.Group();
            message.AttributeConstraints.AddRange(group.Split(" & ").Select(ParseTest));
            groups.Groups.Add(message);
        }

        constraints.RoleConstraints.Add(text[..colon].Trim(), groups);
        return OfferConstraintsFilter.TryCreate(constraints, RegexLimits.Default, out var filter, out var error)
            ? filter
            : throw new FormatException(error);
    }

    private static AttributeConstraint ParseTest(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var value = words.Length > 2 ? words[2] : "";
        return new AttributeConstraint
        {
            Selector = words[0] switch
            {
                "HOSTNAME" => new Selector { PseudoattributeType = PseudoattributeType.Hostname },
                "REGION" => new Selector { PseudoattributeType = PseudoattributeType.Region },
                "ZONE" => new Selector { PseudoattributeType = PseudoattributeType.Zone },
                _ => new Selector { AttributeName = words[0] },
            },
            Predicate = words[1] switch
            {
                "exists" => new Predicate { Exists = new() },
                "nexists" => new Predicate { NotExists = new() },
                "eq" => new Predicate { TextEquals = new() { Value = value } },
                "ne" => new Predicate { TextNotEquals = new() { Value = value } },
                "m" => new Predicate { TextMatches = new() { Regex = value } },
                "nm" => new Predicate { TextNotMatches = new() { Regex = value } },
                _ => throw new FormatException($"Unknown predicate '{words[1]}'"),
            },
        };
    }
}
