namespace MesosOrleans.Client.Events;

/// <summary>Something that a framework's session tells its scheduler.</summary>
public abstract record SchedulerEvent;
