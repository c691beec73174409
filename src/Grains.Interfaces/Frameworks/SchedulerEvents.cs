using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>A batch of events for one session.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.SchedulerEvents")]
public sealed record SchedulerEvents
{
    /// <summary>The session they belong to.</summary>
    [Id(0)]
    public required string StreamId { get; init; }

    /// <summary>The events, oldest first.</summary>
    [Id(1)]
    public required IReadOnlyList<Event> Events { get; init; }

    /// <summary>True when the session ends after these events.</summary>
    [Id(2)]
    public bool Last { get; init; }
}
