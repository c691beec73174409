namespace MesosOrleans.Grains.Agents;

/// <summary>Who is at an address.</summary>
[GenerateSerializer, Alias("MesosOrleans.AgentAddressGrainState")]
public sealed class AgentAddressGrainState
{
    /// <summary>The agent that registered from there last, or null.</summary>
    [Id(0)]
    public string? AgentId { get; set; }
}
