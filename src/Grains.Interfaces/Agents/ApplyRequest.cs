using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>The operations of one ACCEPT, on one agent.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.ApplyRequest")]
public sealed record ApplyRequest
{
    /// <summary>The framework, as it is now.</summary>
    [Id(0)]
    public required FrameworkInfo Framework { get; init; }

    /// <summary>What was offered: the sum over the accepted offers, allocated to <see cref="Role"/>.</summary>
    [Id(1)]
    public required IReadOnlyList<Resource> Offered { get; init; }

    /// <summary>The role that the offers were made to.</summary>
    [Id(2)]
    public required string Role { get; init; }

    /// <summary>Operations in the order given; resources normalised to the role, ids not yet checked against the ledger.</summary>
    [Id(3)]
    public required IReadOnlyList<Offer.Types.Operation> Operations { get; init; }

    /// <summary>Ids of the accepted offers; the agent's next report names them as ended.</summary>
    [Id(4)]
    public IReadOnlyList<string> OfferIds { get; init; } = [];
}
