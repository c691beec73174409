using MesosOrleans.Core.Resources;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Silo.Api.View;

/// <summary>What is offered of each agent: agents do not know it, the frameworks that have the offers do.</summary>
internal static class OfferedResources
{
    /// <summary>The same agents; those of which something is offered say what.</summary>
    public static IReadOnlyList<GetAgents.Types.Agent> AddTo(
        IReadOnlyList<GetAgents.Types.Agent> agents, IReadOnlyList<GetFrameworks.Types.Framework> frameworks)
    {
        var offered = frameworks.SelectMany(framework => framework.Offers)
            .GroupBy(offer => offer.AgentId.Value, StringComparer.Ordinal)
            .ToDictionary(
                offers => offers.Key,
                offers => ResourceSet.Sum(offers.Select(offer => ResourceSet.FromProto(offer.Resources))),
                StringComparer.Ordinal);
        return [.. agents.Select(agent => Add(agent, offered))];
    }

    private static GetAgents.Types.Agent Add(GetAgents.Types.Agent agent, Dictionary<string, ResourceSet> offered)
    {
        if (!offered.TryGetValue(agent.AgentInfo.Id.Value, out var resources))
        {
            return agent;
        }

        var copy = agent.Clone();
        copy.OfferedResources.Clear();
        copy.OfferedResources.Add(resources.ToProto(ResourceFormat.Post));
        return copy;
    }
}
