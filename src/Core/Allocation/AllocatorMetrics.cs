using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>The allocator's gauges and counters at one moment.</summary>
/// <param name="Runs">Runs so far.</param>
/// <param name="Total">Scalars of all agents.</param>
/// <param name="OfferedOrAllocated">Scalars offered or allocated on all agents.</param>
/// <param name="Roles">Gauges by role.</param>
/// <param name="Consumed">What counts against the quotas of all roles together.</param>
public sealed record AllocatorMetrics(
    long Runs, ResourceQuantities Total, ResourceQuantities OfferedOrAllocated,
    IReadOnlyDictionary<string, RoleMetrics> Roles, ResourceQuantities Consumed);
