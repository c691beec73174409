using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Agents;

/// <summary>An operator's operation on one agent's resources.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.OperateRequest")]
public sealed record OperateRequest
{
    /// <summary>RESERVE, UNRESERVE, CREATE, DESTROY, GROW_VOLUME or SHRINK_VOLUME.</summary>
    [Id(0)]
    public required Offer.Types.Operation Operation { get; init; }

    /// <summary>The authenticated operator, if any.</summary>
    [Id(1)]
    public string? Principal { get; init; }
}
