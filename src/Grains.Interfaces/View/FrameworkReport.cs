using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>What a framework tells a shard that has come up anew.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.FrameworkReport")]
public sealed record FrameworkReport
{
    /// <summary>The framework; null when it was never subscribed.</summary>
    [Id(0)]
    public GetFrameworks.Types.Framework? Framework { get; init; }

    /// <summary>Agents that may have tasks of it.</summary>
    [Id(1)]
    public IReadOnlyList<string> AgentIds { get; init; } = [];

    /// <summary>Its tasks that have ended, oldest first.</summary>
    [Id(2)]
    public IReadOnlyList<string> CompletedTaskIds { get; init; } = [];
}
