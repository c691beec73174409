using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Bench.Processes;

/// <summary>An event, and when it had been received and read.</summary>
/// <param name="Event">The event.</param>
/// <param name="ReceivedAt">Timestamp of <see cref="TimeProvider.System"/>.</param>
internal sealed record TimedEvent(Event Event, long ReceivedAt);
