using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>A registered agent at one moment: what it says of itself, what is offered of it, counts of its tasks. Immutable.</summary>
public sealed class AgentView
{
    private readonly Offer[] _offers;
    private IReadOnlyList<Resource>? _offered;

    internal AgentView(GetAgents.Types.Agent message, Offer[] offers, TaskCounts counts)
    {
        Message = message;
        _offers = offers;
        Counts = counts;
    }

    /// <summary>What the agent says of itself; what is offered is not in it.</summary>
    public GetAgents.Types.Agent Message { get; }

    /// <summary>Counts of its tasks, and the ids of their frameworks.</summary>
    public TaskCounts Counts { get; }

    /// <summary>The agent's description.</summary>
    public AgentInfo AgentInfo => Message.AgentInfo;

    /// <summary>Whether its resources are offered.</summary>
    public bool Active => Message.Active;

    /// <summary>Everything that it has.</summary>
    public IReadOnlyList<Resource> TotalResources => Message.TotalResources;

    /// <summary>What tasks and executors hold of it.</summary>
    public IReadOnlyList<Resource> AllocatedResources => Message.AllocatedResources;

    /// <summary>What is offered of it.</summary>
    public IReadOnlyList<Resource> OfferedResources => _offered ??= _offers.Length == 0
        ? []
        : ResourceSet.Sum(_offers.Select(offer => ResourceSet.FromProto(offer.Resources))).ToProto();

    /// <summary>A new message with all of it, resources in endpoint format (http-api.md 3.2).</summary>
    public GetAgents.Types.Agent ToMessage()
    {
        var offered = OfferedResources;
        if (offered.Count == 0)
        {
            return EndpointFormat.Agent(Message);
        }

        var agent = EndpointFormat.Agent(Message);
        agent.OfferedResources.Clear();
        agent.OfferedResources.Add(offered.Select(EndpointFormat.Of));
        return agent;
    }
}
