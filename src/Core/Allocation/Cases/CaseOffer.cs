using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>An offer that a framework of a case has.</summary>
/// <param name="OfferId">The offer.</param>
/// <param name="FrameworkId">The framework.</param>
/// <param name="Role">The role it was made to.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Resources">What is offered, without allocation.</param>
public sealed record CaseOffer(string OfferId, string FrameworkId, string Role, string AgentId, ResourceSet Resources);
