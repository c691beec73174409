using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>An offer that has not been answered yet.</summary>
/// <param name="OfferId">Its id.</param>
/// <param name="Role">The role it is allocated to.</param>
/// <param name="AgentId">The agent it is of.</param>
/// <param name="Resources">What it offers.</param>
public sealed record OutstandingOffer(string OfferId, string Role, string AgentId, ResourceSet Resources);
