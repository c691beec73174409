using MesosOrleans.Grains.Interfaces.Agents;

namespace MesosOrleans.Grains.Agents;

/// <summary>One address; durable, written when an agent registers anew.</summary>
public sealed class AgentAddressGrain(
    [PersistentState("address")] IPersistentState<AgentAddressGrainState> storage) : Grain, IAgentAddressGrain
{
    /// <inheritdoc />
    public async Task<string?> Take(string agentId)
    {
        var former = storage.State.AgentId;
        if (former == agentId)
        {
            return null;
        }

        storage.State.AgentId = agentId;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        DeactivateOnIdle();
        return former;
    }
}
