namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>
/// The far end of a scheduler's session: an HTTP stream held by a silo, a client's process, or a scheduler that is a
/// grain. Awaited, so that a slow scheduler holds its own framework back and nobody else.
/// </summary>
[Alias("MesosOrleans.ISchedulerObserver")]
public interface ISchedulerObserver : IGrainObserver
{
    /// <summary>
    /// Delivers events in order; a batch may be empty, to hear whether anyone is there. After an exception or a time-out
    /// the session has to attach again.
    /// </summary>
    [ResponseTimeout("00:00:10")]
    [Alias("OnEvents")]
    Task OnEvents(SchedulerEvents events);
}
