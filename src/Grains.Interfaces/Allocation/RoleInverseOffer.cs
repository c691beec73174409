using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>An inverse offer on its way to a role that its framework is subscribed to.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RoleInverseOffer")]
public sealed record RoleInverseOffer
{
    /// <summary>The role that passes it on.</summary>
    [Id(0)]
    public required string Role { get; init; }

    /// <summary>The inverse offer, or one that is void when <see cref="Rescinded"/> is true.</summary>
    [Id(1)]
    public required InverseOffer Offer { get; init; }

    /// <summary>True when it is over.</summary>
    [Id(2)]
    public bool Rescinded { get; init; }
}
