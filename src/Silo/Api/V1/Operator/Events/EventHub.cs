using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.V1.Operator.Events;

/// <summary>
/// The chain of events and those who read it. A subscriber that falls too far behind or does not read is closed; nobody
/// else notices.
/// </summary>
internal sealed class EventHub(MesosApiOptions options)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<OperatorSubscriber> _subscribers = [];
    private EventNode _tail = new(null, 0);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _count;

    /// <summary>Number of open streams of this silo.</summary>
    public int Count => _count;

    /// <summary>Whether anybody reads.</summary>
    public bool HasSubscribers => _count > 0;

    /// <summary>Ends when there are more events; to be taken before looking for them.</summary>
    public Task More => Volatile.Read(ref _more).Task;

    /// <summary>Adds a subscriber behind the last event; the oldest is closed when there are too many.</summary>
    public void Add(OperatorSubscriber subscriber)
    {
        lock (_gate)
        {
            subscriber.Begin(_tail);
            _subscribers.AddLast(subscriber);
            while (_subscribers.Count > options.OperatorSubscribersMax)
            {
                var oldest = _subscribers.First!.Value;
                _subscribers.RemoveFirst();
                oldest.Close(SubscriberEnd.Displaced);
            }

            _count = _subscribers.Count;
        }
    }

    /// <summary>A stream has ended.</summary>
    public void Remove(OperatorSubscriber subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
            _count = _subscribers.Count;
        }
    }

    /// <summary>Adds events to the chain.</summary>
    public void Publish(IReadOnlyCollection<Event> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var item in events)
            {
                _tail = _tail.Append(item);
            }

            foreach (var subscriber in _subscribers)
            {
                if (_tail.Number - subscriber.Number > options.EventsBehindMax)
                {
                    subscriber.Close(SubscriberEnd.Behind);
                }
            }
        }

        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }
}
