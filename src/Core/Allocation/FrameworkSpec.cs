using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>What the allocator is told of a framework; already validated.</summary>
/// <param name="Id">Framework id.</param>
/// <param name="Roles">The roles it is subscribed to.</param>
public sealed record FrameworkSpec(string Id, IReadOnlyCollection<string> Roles)
{
    /// <summary>Its capabilities.</summary>
    public FrameworkCapabilities Capabilities { get; init; } = FrameworkCapabilities.MultiRole;

    /// <summary>Roles in which it wants no offers for now; a subset of <see cref="Roles"/>.</summary>
    public IReadOnlyCollection<string> SuppressedRoles { get; init; } = [];

    /// <summary>Smallest useful offers by role, instead of the global setting; an empty list accepts anything.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ResourceQuantities>> MinAllocatableResources { get; init; } =
        new Dictionary<string, IReadOnlyList<ResourceQuantities>>();

    /// <summary>Which agents it wants at all, by role.</summary>
    public OfferConstraintsFilter Constraints { get; init; } = OfferConstraintsFilter.None;
}
