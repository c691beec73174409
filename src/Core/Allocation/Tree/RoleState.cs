namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What a role's allocator tells the root.</summary>
/// <param name="Role">The role.</param>
/// <param name="Epoch">Life of the role's allocator.</param>
/// <param name="RootEpoch">Life of the root that it has seen; 0 for none.</param>
/// <param name="LastBatch">Newest batch that it has seen.</param>
public sealed record RoleState(string Role, long Epoch, long RootEpoch, long LastBatch)
{
    /// <summary>Demands of frameworks.</summary>
    public IReadOnlyList<DemandState> Demands { get; init; } = [];

    /// <summary>Frameworks that were removed, with the sequence of their end.</summary>
    public IReadOnlyDictionary<string, long> Removed { get; init; } = new Dictionary<string, long>();

    /// <summary>Offers that are out, or null when they are not listed.</summary>
    public IReadOnlyList<string>? LiveOffers { get; init; }
}
