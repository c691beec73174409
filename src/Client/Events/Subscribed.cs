using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>
/// The framework is subscribed: the first event of a session, and again after the connection to the cluster was lost.
/// Offers from before an event with <paramref name="Again"/> are void; tasks run on, and it is time to reconcile.
/// </summary>
/// <param name="FrameworkId">The framework's id; the same for the life of the framework.</param>
/// <param name="Again">True when the session was re-established.</param>
public sealed record Subscribed(FrameworkID FrameworkId, bool Again) : SchedulerEvent;
