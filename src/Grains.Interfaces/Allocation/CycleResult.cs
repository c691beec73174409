namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>One cycle that was run on demand.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.CycleResult")]
public sealed record CycleResult
{
    /// <summary>False when nothing asked for a cycle.</summary>
    [Id(0)]
    public required bool Ran { get; init; }

    /// <summary>The offers, in the order in which they were made.</summary>
    [Id(1)]
    public IReadOnlyList<RoleOffer> Offers { get; init; } = [];

    /// <summary>Inverse offers.</summary>
    [Id(2)]
    public IReadOnlyList<RoleInverseOffer> InverseOffers { get; init; } = [];

    /// <summary>Time of the decision itself, without publication.</summary>
    [Id(3)]
    public TimeSpan Decision { get; init; }

    /// <summary>Time from the beginning of the decision until the last role had published its offers.</summary>
    [Id(4)]
    public TimeSpan Published { get; init; }
}
