using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Amounts worth an offer (allocation.md 9.1): any of several alternatives.</summary>
public sealed class MinAllocatable
{
    private readonly IReadOnlyList<ResourceQuantities> _alternatives;

    /// <summary>Reads the flag's form: alternatives separated by <c>|</c>; empty for no minimum.</summary>
    /// <exception cref="FormatException">A part is no list of quantities.</exception>
    public MinAllocatable(string text)
    {
        _alternatives = [.. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(ResourceQuantities.Parse)];
    }

    /// <summary>True when the amounts are worth an offer to anyone.</summary>
    public bool Allows(ResourceSet resources) => _alternatives.Count == 0 || _alternatives.Any(alternative => resources.Contains(alternative));

    /// <summary>True when they are worth an offer to this framework in this role, which may have set its own minimum.</summary>
    public bool Allows(ResourceSet resources, FrameworkInfo framework, string role)
    {
        if (!framework.OfferFilters.TryGetValue(role, out var filters) || filters.MinAllocatableResources is null)
        {
            return Allows(resources);
        }

        var own = filters.MinAllocatableResources.Quantities;
        return own.Count == 0 || own.Any(alternative => resources.Contains(Quantities(alternative)));
    }

    private static ResourceQuantities Quantities(OfferFilters.Types.ResourceQuantities wanted) => ResourceQuantities.Of(
        [.. wanted.Quantities.Select(quantity => new ResourceQuantity(quantity.Key, FixedPoint.FromDouble(quantity.Value.Value)))]);
}
