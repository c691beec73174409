using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>An operation on reservations or volumes that was found valid.</summary>
public sealed record PlannedOperation : PlannedStep
{
    /// <summary>The operation, its resources in the internal format and allocated to the offers' role.</summary>
    public required Offer.Types.Operation Operation { get; init; }

    /// <summary>What it does to the agent's resources, which are not allocated.</summary>
    public required IReadOnlyList<ResourceConversion> Conversions { get; init; }
}
