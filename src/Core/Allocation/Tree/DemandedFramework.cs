using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What a role's level knows of one framework.</summary>
internal sealed class DemandedFramework
{
    /// <summary>Its handle in the role's sorter.</summary>
    public required int Client { get; init; }

    /// <summary>The framework, with its capabilities.</summary>
    public required FrameworkInfo Info { get; set; }

    /// <summary>True while it takes offers.</summary>
    public bool Active { get; set; }

    /// <summary>Newest demand.</summary>
    public long Sequence { get; set; }

    /// <summary>Constraints on agents, or null.</summary>
    public OfferConstraints.Types.RoleConstraints? Constraints { get; set; }

    /// <summary>What it turned down, by agent.</summary>
    public Dictionary<string, List<RefusedResources>> Filters { get; } = new(StringComparer.Ordinal);

    /// <summary>What it is charged for besides its offers.</summary>
    public ResourceCharge Used { get; set; } = new();
}
