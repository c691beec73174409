using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Roles;

/// <summary>What the roles of the cluster have on one agent.</summary>
/// <param name="Total">All the agent has.</param>
/// <param name="Allocated">What tasks and executors use, with allocation info.</param>
/// <param name="Offered">What is offered, with allocation info.</param>
public sealed record AgentRoleUse(ResourceSet Total, ResourceSet Allocated, ResourceSet Offered);
