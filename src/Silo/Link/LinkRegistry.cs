using System.Collections.Concurrent;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Interfaces.Agents;

namespace MesosOrleans.Silo.Link;

/// <summary>The open streams of agent nodes that this silo holds.</summary>
internal sealed class LinkRegistry(LocalObservers observers)
{
    private readonly ConcurrentDictionary<string, AgentLinkSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Enters a stream; it roots the session too, which Orleans does not.</summary>
    public void Add(AgentLinkSession session)
    {
        observers.Add<IAgentSession>(session.Id, session);
        _sessions[session.Id] = session;
    }

    /// <summary>The stream has ended.</summary>
    public void Remove(AgentLinkSession session)
    {
        _sessions.TryRemove(session.Id, out _);
        observers.Remove<IAgentSession>(session.Id);
    }

    /// <summary>Every session asks its grain at once: a silo has gone, and grains with it.</summary>
    public void Ask()
    {
        foreach (var session in _sessions.Values)
        {
            session.Ask();
        }
    }
}
