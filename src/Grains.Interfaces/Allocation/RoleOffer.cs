using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>
/// One offer, from the root that decided on it by way of the role that publishes it to its framework. Offers of one cycle
/// to one role share what they have alike - the resources of agents of one size - also on the wire: the protobuf message
/// is made where it is sent to the scheduler.
/// </summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("MesosOrleans.RoleOffer")]
public sealed record RoleOffer
{
    /// <summary>The offer's id.</summary>
    [Id(0)]
    public required string OfferId { get; init; }

    /// <summary>The role that the resources are allocated to.</summary>
    [Id(1)]
    public required string Role { get; init; }

    /// <summary>The framework.</summary>
    [Id(2)]
    public required string FrameworkId { get; init; }

    /// <summary>The agent.</summary>
    [Id(3)]
    public required OfferedAgent Agent { get; init; }

    /// <summary>The resources, allocated to the role, in the internal format.</summary>
    [Id(4)]
    public required IReadOnlyList<Resource> Resources { get; init; }

    /// <summary>The framework's executors on the agent.</summary>
    [Id(5)]
    public IReadOnlyList<string> ExecutorIds { get; init; } = [];
}
