using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An inverse offer, or the end of one, on its way to its framework.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">A role of the framework, which passes it on.</param>
/// <param name="FrameworkId">The framework.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Unavailability">When the agent is planned to be unavailable; null when the inverse offer is over.</param>
public sealed record InverseOfferOut(
    string Id, string Role, string FrameworkId, string AgentId, Unavailability? Unavailability);
