namespace MesosOrleans.Client.Events;

/// <summary>A task has a new status, or its present one was asked for.</summary>
/// <param name="Status">The status.</param>
public sealed record TaskUpdated(TaskStatus Status) : SchedulerEvent
{
    /// <summary>
    /// True when the status comes again and again, and the task's next one not at all, until it is acknowledged.
    /// </summary>
    public bool NeedsAcknowledgement => Status.HasUuid && Status.Uuid.Length > 0;
}
