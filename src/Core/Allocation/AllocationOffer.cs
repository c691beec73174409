using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>Resources of one agent offered to one framework under one role.</summary>
/// <param name="FrameworkId">To whom.</param>
/// <param name="Role">The role the resources are allocated to.</param>
/// <param name="AgentId">Of which agent.</param>
/// <param name="Resources">What; without allocation info, the role stands beside it.</param>
public sealed record AllocationOffer(string FrameworkId, string Role, string AgentId, ResourceSet Resources);
