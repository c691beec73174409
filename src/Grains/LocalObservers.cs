using System.Collections.Concurrent;

namespace MesosOrleans.Grains;

/// <summary>
/// Observers that live in this process: a grain of the same silo calls them directly. Through a message it would cost four
/// changes of thread and a response for every batch of events, which was a good part of what a batch costs.
/// </summary>
public sealed class LocalObservers
{
    private readonly ConcurrentDictionary<(Type Kind, string SessionId), IGrainObserver> _observers = new();

    /// <summary>Enters an observer.</summary>
    /// <typeparam name="TObserver">The interface that it is called by.</typeparam>
    /// <param name="sessionId">Random id of its session.</param>
    /// <param name="observer">The object; it must be safe to call from any thread, and end its waits by itself.</param>
    public void Add<TObserver>(string sessionId, TObserver observer)
        where TObserver : IGrainObserver => _observers[(typeof(TObserver), sessionId)] = observer;

    /// <summary>The session has ended.</summary>
    public void Remove<TObserver>(string sessionId)
        where TObserver : IGrainObserver => _observers.TryRemove((typeof(TObserver), sessionId), out _);

    /// <summary>The object itself when it lives here, else the reference.</summary>
    public TObserver Nearest<TObserver>(string sessionId, TObserver reference)
        where TObserver : IGrainObserver =>
        _observers.TryGetValue((typeof(TObserver), sessionId), out var local) ? (TObserver)local : reference;
}
