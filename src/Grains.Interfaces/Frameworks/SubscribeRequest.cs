using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>A scheduler's SUBSCRIBE, with the far end that its events go to.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.SubscribeRequest")]
public sealed record SubscribeRequest
{
    /// <summary>The call; <c>framework_info.id</c> equals the grain's key or is unset for a framework that is new.</summary>
    [Id(0)]
    public required Call.Types.Subscribe Subscribe { get; init; }

    /// <summary>Random id of the new session (the header Mesos-Stream-Id), chosen by the holder of the connection.</summary>
    [Id(1)]
    public required string StreamId { get; init; }

    /// <summary>Where events go.</summary>
    [Id(2)]
    public required ISchedulerObserver Observer { get; init; }

    /// <summary>The authenticated principal, if any.</summary>
    [Id(3)]
    public string? Principal { get; init; }

    /// <summary>Host that the scheduler runs on, for listings, when FrameworkInfo does not say.</summary>
    [Id(4)]
    public string? Hostname { get; init; }

    /// <summary>The silo that holds the connection, as SUBSCRIBED names it.</summary>
    [Id(5)]
    public Protocol.V1.MasterInfo? Master { get; init; }
}
