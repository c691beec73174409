using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>A role's gauges at one moment.</summary>
/// <param name="DominantShare">Weighted dominant share; null when no framework is tracked in the role.</param>
/// <param name="ActiveFilters">Refuse filters of all frameworks in the role.</param>
/// <param name="Guarantees">Configured guarantees.</param>
/// <param name="Limits">Configured limits.</param>
/// <param name="OfferedOrAllocated">What is offered or allocated to the role itself; for roles with quota.</param>
/// <param name="Consumed">What counts against a quota: launched amounts and reservations.</param>
public sealed record RoleMetrics(
    double? DominantShare, int ActiveFilters, ResourceQuantities Guarantees, ResourceLimits Limits,
    ResourceQuantities OfferedOrAllocated, ResourceQuantities Consumed);
