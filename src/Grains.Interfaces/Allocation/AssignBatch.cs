namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>One cycle's offers for one top-level role and the roles below it.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AssignBatch")]
public sealed record AssignBatch
{
    /// <summary>New with each activation of the root: offers of an older epoch are void.</summary>
    [Id(0)]
    public required long RootEpoch { get; init; }

    /// <summary>Rises with each batch within the root's epoch; a role refuses what is older than it has seen.</summary>
    [Id(1)]
    public required long Batch { get; init; }

    /// <summary>The offers, in the order in which they were made.</summary>
    [Id(2)]
    public IReadOnlyList<RoleOffer> Offers { get; init; } = [];

    /// <summary>Inverse offers and ends of such.</summary>
    [Id(3)]
    public IReadOnlyList<RoleInverseOffer> InverseOffers { get; init; } = [];

    /// <summary>Roles whose answer is wanted although the batch has nothing for them.</summary>
    [Id(4)]
    public IReadOnlyList<string> Probes { get; init; } = [];
}
