using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Allocation;

/// <summary>Builds offers as frameworks see them, in the internal resource format.</summary>
internal static class OfferBuilder
{
    /// <summary>The offer. It shares its resources with others of its batch: messages are never changed.</summary>
    public static Offer Build(RoleOffer source)
    {
        var agent = source.Agent;
        var offer = new Offer
        {
            Id = new OfferID { Value = source.OfferId },
            FrameworkId = new FrameworkID { Value = source.FrameworkId },
            AgentId = new AgentID { Value = agent.AgentId },
            Hostname = agent.Hostname,
            Url = UrlOf(agent.Hostname, agent.Ip, agent.Port),
            AllocationInfo = new Resource.Types.AllocationInfo { Role = source.Role },
        };
        if (agent.Domain is not null)
        {
            offer.Domain = agent.Domain;
        }

        if (agent.Unavailability is not null)
        {
            offer.Unavailability = agent.Unavailability;
        }

        offer.Attributes.Add(agent.Attributes);
        offer.Resources.Add(source.Resources);
        foreach (var executor in source.ExecutorIds)
        {
            offer.ExecutorIds.Add(new ExecutorID { Value = executor });
        }

        return offer;
    }

    /// <summary>Where an agent's own API is.</summary>
    public static URL UrlOf(string hostname, string ip, int port) => new()
    {
        Scheme = "http",
        Address = new Address { Hostname = hostname, Ip = ip, Port = port },
        Path = "/slave(1)",
    };
}
