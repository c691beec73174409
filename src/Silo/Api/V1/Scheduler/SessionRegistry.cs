using System.Collections.Concurrent;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// Holds the open sessions of this silo. Orleans keeps observers weakly: without this root a session would be
/// collected while its stream is open, and events for it would hang.
/// </summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, SchedulerSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Number of open sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Roots a session.</summary>
    public void Add(SchedulerSession session) => _sessions[session.StreamId] = session;

    /// <summary>Lets a session go.</summary>
    public void Remove(SchedulerSession session) => _sessions.TryRemove(session.StreamId, out _);
}
