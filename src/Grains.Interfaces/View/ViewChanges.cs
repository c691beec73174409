using static MesosOrleans.Protocol.V1.MasterApi.Response.Types;

namespace MesosOrleans.Grains.Interfaces.View;

/// <summary>Changes for one shard. Each message replaces the one that was known under its id.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.ViewChanges")]
public sealed record ViewChanges
{
    /// <summary>Agents as they are now.</summary>
    [Id(0)]
    public IReadOnlyList<GetAgents.Types.Agent> Agents { get; init; } = [];

    /// <summary>Ids of agents that were removed: unregistered, replaced, or on a machine that was taken down.</summary>
    [Id(1)]
    public IReadOnlyList<string> RemovedAgents { get; init; } = [];

    /// <summary>Frameworks as they are now; one with an unregistered time is completed.</summary>
    [Id(2)]
    public IReadOnlyList<GetFrameworks.Types.Framework> Frameworks { get; init; } = [];

    /// <summary>Tasks as they are now; the state tells whether they have ended.</summary>
    [Id(3)]
    public IReadOnlyList<Protocol.V1.Task> Tasks { get; init; } = [];

    /// <summary>Operations that wait to be acknowledged, by agent: all of each agent that is named.</summary>
    [Id(10)]
    public IReadOnlyDictionary<string, IReadOnlyList<Protocol.V1.Operation>>? Operations { get; init; }

    /// <summary>Executors that live, those of command tasks left out, by agent: all of each agent that is named.</summary>
    [Id(11)]
    public IReadOnlyDictionary<string, IReadOnlyList<Protocol.V1.ExecutorInfo>>? Executors { get; init; }

    /// <summary>Agents that are known from before a restart and have not come back yet.</summary>
    [Id(20)]
    public IReadOnlyList<Protocol.V1.AgentInfo> RecoveredAgents { get; init; } = [];

    /// <summary>Ids of agents that cannot be reached: they are listed no more, and no event tells of it.</summary>
    [Id(21)]
    public IReadOnlyList<string> UnreachableAgents { get; init; } = [];

    /// <summary>Ids of agents that were marked gone: they are listed no more, and no event tells of it.</summary>
    [Id(22)]
    public IReadOnlyList<string> GoneAgents { get; init; } = [];
}
