using System.Runtime.CompilerServices;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// Puts a cycle's offers into messages. Agents of one size share one set of resources, so its messages are made once a
/// cycle and role, not once an offer; they are never changed afterwards.
/// </summary>
internal sealed class OfferComposer(RootAllocation allocation)
{
    private readonly Dictionary<(ResourceSet Resources, string Role), IReadOnlyList<Resource>> _messages = new(new ByReference());

    /// <summary>The message of one offer.</summary>
    public RoleOffer Compose(OutOffer offer)
    {
        var agent = offer.Agent;
        return new RoleOffer
        {
            OfferId = offer.Id,
            Role = offer.Role,
            FrameworkId = offer.FrameworkId,
            Agent = Describe(agent),
            Resources = MessagesOf(offer.Resources, offer.Role),
            ExecutorIds = agent.Executors.GetValueOrDefault(offer.FrameworkId) ?? [],
        };
    }

    /// <summary>The message of an inverse offer, or of the end of one.</summary>
    public RoleInverseOffer Compose(InverseOfferOut offer)
    {
        var agent = allocation.Agent(offer.AgentId);
        var message = new InverseOffer
        {
            Id = new OfferID { Value = offer.Id },
            FrameworkId = new FrameworkID { Value = offer.FrameworkId },
            AgentId = new AgentID { Value = offer.AgentId },
            Unavailability = offer.Unavailability ?? new Unavailability { Start = new TimeInfo { Nanoseconds = 0 } },
        };
        if (agent is not null)
        {
            message.Url = OfferBuilder.UrlOf(agent.Info.Hostname, agent.Ip, agent.Info.Port);
        }

        return new RoleInverseOffer { Role = offer.Role, Offer = message, Rescinded = offer.Unavailability is null };
    }

    private static OfferedAgent Describe(AgentSnapshot agent) => new()
    {
        AgentId = agent.Info.Id.Value,
        Hostname = agent.Info.Hostname,
        Ip = agent.Ip,
        Port = agent.Info.Port,
        Attributes = agent.Info.Attributes.Count == 0 ? [] : agent.Info.Attributes.ToArray(),
        Domain = agent.Info.Domain,
        Unavailability = agent.Unavailability,
    };

    private IReadOnlyList<Resource> MessagesOf(ResourceSet resources, string role)
    {
        if (!_messages.TryGetValue((resources, role), out var messages))
        {
            messages = resources.Allocate(role).ToProto(ResourceFormat.Post);
            _messages.Add((resources, role), messages);
        }

        return messages;
    }

    private sealed class ByReference : IEqualityComparer<(ResourceSet Resources, string Role)>
    {
        public bool Equals((ResourceSet Resources, string Role) x, (ResourceSet Resources, string Role) y) =>
            ReferenceEquals(x.Resources, y.Resources) && x.Role == y.Role;

        public int GetHashCode((ResourceSet Resources, string Role) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Resources), obj.Role);
    }
}
