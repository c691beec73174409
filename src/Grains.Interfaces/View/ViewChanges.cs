using MesosOrleans.Protocol.View;
using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>Changes for one shard. Each message replaces the one that was known under its id.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.ViewChanges")]
public sealed record ViewChanges
{
    /// <summary>Agents as they are now; those that cannot be reached too.</summary>
    [Id(0)]
    public IReadOnlyList<ViewAgent> Agents { get; init; } = [];

    /// <summary>Agents that are no more.</summary>
    [Id(1)]
    public IReadOnlyList<ViewRemoval> Removals { get; init; } = [];

    /// <summary>Frameworks as they are now; one with an unregistered time is completed. Without sums of resources.</summary>
    [Id(2)]
    public IReadOnlyList<GetFrameworks.Types.Framework> Frameworks { get; init; } = [];

    /// <summary>Tasks as they are now; the state tells whether they have ended.</summary>
    [Id(3)]
    public IReadOnlyList<Protocol.V1.Task> Tasks { get; init; } = [];
}
