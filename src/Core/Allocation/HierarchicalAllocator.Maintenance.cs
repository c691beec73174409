using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation;

/// <content>Planned unavailability and inverse offers.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>
    /// Replaces an agent's planned unavailability; answers and unanswered inverse offers are forgotten. Runs over it.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="unavailability">The plan; null withdraws it.</param>
    public void UpdateUnavailability(string agentId, AgentUnavailability? unavailability)
    {
        var agent = Agent(agentId);
        RemoveInverseFilters(agent);
        agent.Maintenance = unavailability is null ? null : new AgentMaintenance(unavailability);
        Request(agent);
    }

    /// <summary>Takes over that an inverse offer has ended. Ignored unless one is outstanding. No run.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="frameworkId">The framework.</param>
    /// <param name="response">Its answer; null when the inverse offer was rescinded.</param>
    /// <param name="refusal">How long it wants no other one; null installs no filter.</param>
    /// <param name="now">Present time.</param>
    public void UpdateInverseOffer(
        string agentId, string frameworkId, InverseOfferResponse? response, TimeSpan? refusal, DateTimeOffset now)
    {
        if (_state.Agents.Find(agentId) is not { Maintenance: { } maintenance } agent
            || !_state.Frameworks.TryGetValue(frameworkId, out var framework)
            || !maintenance.Outstanding.Remove(frameworkId))
        {
            return;
        }

        if (response is { } answer)
        {
            maintenance.Responses[frameworkId] = answer;
        }

        if (refusal is { } duration)
        {
            var expiry = (now + duration).UtcTicks;
            framework.InverseFilters[agent.Index] =
                Math.Max(expiry, framework.InverseFilters.GetValueOrDefault(agent.Index));
        }
    }

    /// <summary>The answers of frameworks to inverse offers of an agent, by framework id.</summary>
    public IReadOnlyDictionary<string, InverseOfferResponse> InverseOfferResponses(string agentId) =>
        Agent(agentId).Maintenance?.Responses ?? new Dictionary<string, InverseOfferResponse>();

    private static List<InverseOfferRequest> MakeInverseOffers(IEnumerable<AgentRow> candidates, long now)
    {
        var requests = new List<InverseOfferRequest>();
        foreach (var agent in candidates)
        {
            if (agent.Maintenance is not { } maintenance)
            {
                continue;
            }

            foreach (var holding in agent.Holdings)
            {
                var framework = holding.Holder.Framework;
                if (framework.IsActive && !IsInverseFiltered(framework, agent.Index, now)
                    && maintenance.Outstanding.Add(framework.Id))
                {
                    requests.Add(new InverseOfferRequest(framework.Id, agent.Id, maintenance.Unavailability));
                }
            }
        }

        return requests;
    }

    private static bool IsInverseFiltered(FrameworkRow framework, int agent, long now)
    {
        if (!framework.InverseFilters.TryGetValue(agent, out var expiry))
        {
            return false;
        }

        if (expiry > now)
        {
            return true;
        }

        framework.InverseFilters.Remove(agent);
        return false;
    }
}
