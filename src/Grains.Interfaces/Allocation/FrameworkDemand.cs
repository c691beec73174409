using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Allocation;

/// <summary>What a framework wants of one role.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.FrameworkDemand")]
public sealed record FrameworkDemand
{
    /// <summary>The framework, with its id and capabilities.</summary>
    [Id(0)]
    public required FrameworkInfo Framework { get; init; }

    /// <summary>Rises with each change within an activation of the framework's grain.</summary>
    [Id(1)]
    public required long Sequence { get; init; }

    /// <summary>Connected, and the role is not suppressed.</summary>
    [Id(2)]
    public required bool Active { get; init; }

    /// <summary>Forget the refuse filters of this framework in this role (REVIVE, disconnection).</summary>
    [Id(3)]
    public bool ClearFilters { get; init; }

    /// <summary>Constraints on agents for this role, if any.</summary>
    [Id(4)]
    public OfferConstraints.Types.RoleConstraints? Constraints { get; init; }

    /// <summary>Offers of this role that the framework has.</summary>
    [Id(5)]
    public required IReadOnlyList<string> Offers { get; init; }
}
