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

    /// <summary>
    /// Offers that the scheduler has accepted or declined: what <see cref="HeldOffers"/> is to forget. Comes with the
    /// next events, not at once.
    /// </summary>
    [Id(3)]
    public IReadOnlyList<string> EndedOffers { get; init; } = [];
}
