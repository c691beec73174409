using MesosOrleans.Grains.Interfaces.Frameworks;

namespace MesosOrleans.Client;

/// <summary>The end of a session that the cluster calls. The session keeps it alive: Orleans itself does not.</summary>
internal sealed class SchedulerObserver(Func<SchedulerEvents, Task> onEvents) : ISchedulerObserver
{
    public Task OnEvents(SchedulerEvents events) => onEvents(events);
}
