namespace MesosOrleans.Client.Events;

/// <summary>
/// The last event of a session: the framework was removed, taken over by another scheduler, or refused. The session
/// does not come back by itself.
/// </summary>
/// <param name="Reason">Why, in the cluster's words.</param>
public sealed record SubscriptionEnded(string Reason) : SchedulerEvent;
