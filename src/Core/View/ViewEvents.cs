using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Core.View;

/// <summary>Which events tell of the difference between two descriptions of an agent or a framework (http-api.md 9.1).</summary>
internal static class ViewEvents
{
    /// <summary>An agent is described.</summary>
    public static void Derive(ViewAgent? former, ViewAgent agent, ICollection<Event> events)
    {
        // An agent that becomes unreachable is not told of; when it is back, it is added again.
        if (agent.Standing == ViewAgent.Types.Standing.Registered
            && former is not { Standing: ViewAgent.Types.Standing.Registered })
        {
            events.Add(new Event
            {
                Type = Event.Types.Type.AgentAdded,
                AgentAdded = new Event.Types.AgentAdded { Agent = EndpointFormat.Agent(agent.Agent) },
            });
        }
    }

    /// <summary>An agent is no more.</summary>
    public static void Removed(ViewAgent agent, ICollection<Event> events)
    {
        if (agent.Standing != ViewAgent.Types.Standing.Unreachable)
        {
            events.Add(new Event
            {
                Type = Event.Types.Type.AgentRemoved,
                AgentRemoved = new Event.Types.AgentRemoved { AgentId = agent.Agent.AgentInfo.Id },
            });
        }
    }

    /// <summary>A framework that is not completed is described.</summary>
    public static void Derive(
        GetFrameworks.Types.Framework? former, GetFrameworks.Types.Framework framework, ICollection<Event> events)
    {
        if (former is null)
        {
            events.Add(new Event
            {
                Type = Event.Types.Type.FrameworkAdded,
                FrameworkAdded = new Event.Types.FrameworkAdded { Framework = FrameworkView.ForEvents(framework) },
            });
        }
        else if (IsUpdate(former, framework))
        {
            events.Add(new Event
            {
                Type = Event.Types.Type.FrameworkUpdated,
                FrameworkUpdated = new Event.Types.FrameworkUpdated { Framework = FrameworkView.ForEvents(framework) },
            });
        }
    }

    /// <summary>A framework is completed.</summary>
    public static void Removed(FrameworkInfo framework, ICollection<Event> events) => events.Add(new Event
    {
        Type = Event.Types.Type.FrameworkRemoved,
        FrameworkRemoved = new Event.Types.FrameworkRemoved { FrameworkInfo = framework },
    });

    // Not what comes and goes by itself: connection, offers.
    private static bool IsUpdate(GetFrameworks.Types.Framework former, GetFrameworks.Types.Framework framework) =>
        !Equals(former.ReregisteredTime, framework.ReregisteredTime)
        || !former.FrameworkInfo.Equals(framework.FrameworkInfo)
        || !Equals(former.OfferConstraints, framework.OfferConstraints);
}
