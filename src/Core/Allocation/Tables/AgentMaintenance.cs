namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>An agent's planned unavailability and what frameworks said to it.</summary>
internal sealed class AgentMaintenance(AgentUnavailability unavailability)
{
    public AgentUnavailability Unavailability { get; } = unavailability;

    public Dictionary<string, InverseOfferResponse> Responses { get; } = new(StringComparer.Ordinal);

    /// <summary>Frameworks that have an inverse offer and have not answered.</summary>
    public HashSet<string> Outstanding { get; } = new(StringComparer.Ordinal);
}
