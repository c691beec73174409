using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>What is durable of a framework.</summary>
[GenerateSerializer, Alias("MesosOrleans.FrameworkGrainState")]
public sealed class FrameworkGrainState
{
    /// <summary>The framework as it subscribed last, or null before it ever did.</summary>
    [Id(0)]
    public FrameworkInfo? Info { get; set; }

    /// <summary>Roles that take no offers.</summary>
    [Id(1)]
    public HashSet<string> Suppressed { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Constraints on agents, or null.</summary>
    [Id(2)]
    public OfferConstraints? Constraints { get; set; }

    /// <summary>Agents that tasks of the framework were launched on.</summary>
    [Id(3)]
    public HashSet<string> Agents { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Ended tasks, oldest first; written now and then, not with each end.</summary>
    [Id(4)]
    public List<string> Completed { get; set; } = [];

    /// <summary>First subscription.</summary>
    [Id(5)]
    public DateTimeOffset RegisteredAt { get; set; }

    /// <summary>Newest subscription after the first, or null.</summary>
    [Id(6)]
    public DateTimeOffset? ReregisteredAt { get; set; }

    /// <summary>When the framework was removed, or null.</summary>
    [Id(7)]
    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>Id of the session that subscribed last.</summary>
    [Id(8)]
    public string? StreamId { get; set; }

    /// <summary>When the scheduler was found disconnected, or null while it is connected.</summary>
    [Id(9)]
    public DateTimeOffset? DisconnectedAt { get; set; }
}
