using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Client.Events;

/// <summary>An operation that carried an id has a new status.</summary>
/// <param name="Status">The status.</param>
public sealed record OperationUpdated(OperationStatus Status) : SchedulerEvent;
