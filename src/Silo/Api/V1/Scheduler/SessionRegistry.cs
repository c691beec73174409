using System.Collections.Concurrent;
using MesosOrleans.Grains;
using MesosOrleans.Grains.Interfaces.Frameworks;

namespace MesosOrleans.Silo.Api.V1.Scheduler;

/// <summary>
/// Holds the open sessions of this silo. Orleans keeps observers weakly: without this root a session would be
/// collected while its stream is open, and events for it would hang.
/// </summary>
internal sealed class SessionRegistry(LocalObservers observers)
{
    private readonly ConcurrentDictionary<string, SessionWatch> _sessions = new(StringComparer.Ordinal);

    /// <summary>Number of open sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Every session, with what watches over it.</summary>
    public IEnumerable<SessionWatch> All => _sessions.Select(entry => entry.Value);

    /// <summary>Roots a session.</summary>
    public void Add(SessionWatch watch)
    {
        observers.Add<ISchedulerObserver>(watch.StreamId, watch.Session);
        _sessions[watch.StreamId] = watch;
    }

    /// <summary>Lets a session go.</summary>
    public void Remove(SessionWatch watch)
    {
        _sessions.TryRemove(watch.StreamId, out _);
        observers.Remove<ISchedulerObserver>(watch.StreamId);
    }

    /// <summary>Every session asks its framework at once: a silo has gone, and grains with it.</summary>
    public void Ask()
    {
        foreach (var watch in All)
        {
            watch.Ask();
        }
    }
}
