using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Constraints;

/// <summary>What offer constraints can ask of an agent.</summary>
/// <param name="Hostname">The agent's host name.</param>
/// <param name="Region">Name of its fault domain's region, if it has one.</param>
/// <param name="Zone">Name of its fault domain's zone, if it has one.</param>
/// <param name="Attributes">Its attributes in their order; the first one of a name counts.</param>
public sealed record AgentAttributes(
    string Hostname, string? Region, string? Zone, IReadOnlyList<Protocol.V1.Attribute> Attributes)
{
    /// <summary>True when both have the same attributes, in whatever order.</summary>
    public bool SameAttributes(IReadOnlyList<Protocol.V1.Attribute> others) =>
        Attributes.Count == others.Count && Attributes.All(others.Contains) && others.All(Attributes.Contains);

    internal Protocol.V1.Attribute? First(string name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute;
            }
        }

        return null;
    }

    internal static bool IsText(Protocol.V1.Attribute attribute) => attribute.Type == Value.Types.Type.Text;
}
