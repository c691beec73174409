using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Interfaces.Frameworks;

/// <summary>One call of a scheduler.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.SchedulerCall")]
public sealed record SchedulerCall
{
    /// <summary>The call; complete, of a known type, its sub-message present.</summary>
    [Id(0)]
    public required Call Call { get; init; }

    /// <summary>The header Mesos-Stream-Id, or null when it was missing.</summary>
    [Id(1)]
    public string? StreamId { get; init; }

    /// <summary>The authenticated principal, if any.</summary>
    [Id(2)]
    public string? Principal { get; init; }
}
