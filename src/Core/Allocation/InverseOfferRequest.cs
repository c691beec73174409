namespace MesosOrleans.Core.Allocation;

/// <summary>A wish to get everything back that a framework holds on an agent, because the agent will be unavailable.</summary>
/// <param name="FrameworkId">The holder.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="Unavailability">When the agent will be unavailable.</param>
public sealed record InverseOfferRequest(string FrameworkId, string AgentId, AgentUnavailability Unavailability);
