namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>An agent that joins in a case.</summary>
/// <param name="Spec">The agent.</param>
/// <param name="Used">What runs on it.</param>
public sealed record CaseAgent(AgentSpec Spec, IReadOnlyList<UsedResources> Used);
