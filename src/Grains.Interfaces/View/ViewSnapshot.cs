using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>A shard of the read model at one moment. The messages in it are frozen.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.ViewSnapshot")]
public sealed record ViewSnapshot
{
    /// <summary>Rises with each change of the shard.</summary>
    [Id(0)]
    public required long Version { get; init; }

    /// <summary>Registered agents.</summary>
    [Id(1)]
    public required IReadOnlyList<GetAgents.Types.Agent> Agents { get; init; }

    /// <summary>Frameworks that are not completed.</summary>
    [Id(2)]
    public required IReadOnlyList<GetFrameworks.Types.Framework> Frameworks { get; init; }

    /// <summary>Completed frameworks, oldest first.</summary>
    [Id(3)]
    public required IReadOnlyList<GetFrameworks.Types.Framework> CompletedFrameworks { get; init; }

    /// <summary>Tasks that have not ended, or whose end is not acknowledged.</summary>
    [Id(4)]
    public required IReadOnlyList<Protocol.V1.Task> Tasks { get; init; }

    /// <summary>Tasks on agents that cannot be reached.</summary>
    [Id(5)]
    public required IReadOnlyList<Protocol.V1.Task> UnreachableTasks { get; init; }

    /// <summary>Ended tasks, oldest first; at most <see cref="ViewLimits.CompletedTasksPerFrameworkMax"/> a framework.</summary>
    [Id(6)]
    public required IReadOnlyList<Protocol.V1.Task> CompletedTasks { get; init; }

    /// <summary>Operations that wait to be acknowledged.</summary>
    [Id(10)]
    public IReadOnlyList<Protocol.V1.Operation> Operations { get; init; } = [];

    /// <summary>Agents that are known from before a restart and have not come back yet.</summary>
    [Id(20)]
    public IReadOnlyList<Protocol.V1.AgentInfo> RecoveredAgents { get; init; } = [];

    /// <summary>Ids of agents that cannot be reached.</summary>
    [Id(21)]
    public IReadOnlyList<string> UnreachableAgents { get; init; } = [];
}
