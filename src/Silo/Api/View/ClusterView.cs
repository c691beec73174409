using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Silo.Api.View;

/// <summary>All shards of the read model as one: immutable, with the groupings that listings need.</summary>
internal sealed class ClusterView
{
    private readonly ViewSnapshot[] _shards;
    private readonly Lazy<Dictionary<string, FrameworkTasks>> _byFramework;
    private readonly Lazy<Dictionary<string, TaskCounts>> _byAgent;
    private readonly Lazy<IReadOnlyList<Response.Types.GetAgents.Types.Agent>> _agents;
    private readonly Lazy<IReadOnlyList<Response.Types.GetAgents.Types.Agent>> _endpointAgents;
    private readonly Lazy<IReadOnlyList<Response.Types.GetFrameworks.Types.Framework>> _endpointFrameworks;

    /// <summary>Merges the shards.</summary>
    public ClusterView(ViewSnapshot[] shards)
    {
        _shards = shards;
        _agents = new(() => OfferedResources.AddTo(Concat(shards, shard => shard.Agents), Frameworks!));
        Frameworks = Concat(shards, shard => shard.Frameworks);
        CompletedFrameworks = Concat(shards, shard => shard.CompletedFrameworks);
        Tasks = Concat(shards, shard => shard.Tasks);
        UnreachableTasks = Concat(shards, shard => shard.UnreachableTasks);
        CompletedTasks = Concat(shards, shard => shard.CompletedTasks);
        Operations = Concat(shards, shard => shard.Operations);
        RecoveredAgents = Concat(shards, shard => shard.RecoveredAgents);
        UnreachableAgents = shards.Sum(shard => shard.UnreachableAgents.Count);
        _byFramework = new(GroupByFramework);
        _byAgent = new(CountByAgent);
        _endpointAgents = new(() => [.. Agents.Select(EndpointFormat.Agent)]);
        _endpointFrameworks = new(() => [.. Frameworks.Select(EndpointFormat.Framework)]);
    }

    /// <summary>Registered agents, with what is offered of them.</summary>
    public IReadOnlyList<Response.Types.GetAgents.Types.Agent> Agents => _agents.Value;

    /// <summary>Agents that are known from before a restart and have not come back yet.</summary>
    public IReadOnlyList<AgentInfo> RecoveredAgents { get; }

    /// <summary>Number of agents that cannot be reached.</summary>
    public int UnreachableAgents { get; }

    /// <summary>Operations whose outcome waits to be acknowledged.</summary>
    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>Frameworks that are not completed.</summary>
    public IReadOnlyList<Response.Types.GetFrameworks.Types.Framework> Frameworks { get; }

    /// <summary>Completed frameworks.</summary>
    public IReadOnlyList<Response.Types.GetFrameworks.Types.Framework> CompletedFrameworks { get; }

    /// <summary>Tasks that have not ended.</summary>
    public IReadOnlyList<Protocol.V1.Task> Tasks { get; }

    /// <summary>Tasks on agents that cannot be reached.</summary>
    public IReadOnlyList<Protocol.V1.Task> UnreachableTasks { get; }

    /// <summary>Tasks that have ended.</summary>
    public IReadOnlyList<Protocol.V1.Task> CompletedTasks { get; }

    /// <summary>The agents with their resources in endpoint format.</summary>
    public IReadOnlyList<Response.Types.GetAgents.Types.Agent> EndpointAgents => _endpointAgents.Value;

    /// <summary>The frameworks with their resources in endpoint format.</summary>
    public IReadOnlyList<Response.Types.GetFrameworks.Types.Framework> EndpointFrameworks => _endpointFrameworks.Value;

    /// <summary>A framework's tasks.</summary>
    public FrameworkTasks TasksOf(string frameworkId) =>
        _byFramework.Value.GetValueOrDefault(frameworkId, FrameworkTasks.None);

    /// <summary>Counts of an agent's tasks.</summary>
    public TaskCounts CountsOf(string agentId) => _byAgent.Value.GetValueOrDefault(agentId, TaskCounts.None);

    /// <summary>Whether these shards are the ones that this view was merged from.</summary>
    public bool IsOf(ViewSnapshot[] shards)
    {
        for (var i = 0; i < shards.Length; i++)
        {
            // A shard that was activated anew counts its versions from the start: its size tells most of those apart.
            if (!ReferenceEquals(shards[i], _shards[i])
                && (shards[i].Version != _shards[i].Version
                    || shards[i].Agents.Count != _shards[i].Agents.Count
                    || shards[i].RecoveredAgents.Count != _shards[i].RecoveredAgents.Count
                    || shards[i].Frameworks.Count != _shards[i].Frameworks.Count
                    || shards[i].CompletedFrameworks.Count != _shards[i].CompletedFrameworks.Count
                    || shards[i].Tasks.Count != _shards[i].Tasks.Count
                    || shards[i].CompletedTasks.Count != _shards[i].CompletedTasks.Count))
            {
                return false;
            }
        }

        return true;
    }

    private static T[] Concat<T>(ViewSnapshot[] shards, Func<ViewSnapshot, IReadOnlyList<T>> part) =>
        [.. shards.SelectMany(part)];

    private Dictionary<string, FrameworkTasks> GroupByFramework()
    {
        var groups = new Dictionary<string, FrameworkTasks>(StringComparer.Ordinal);
        FrameworkTasks Group(Protocol.V1.Task task)
        {
            if (!groups.TryGetValue(task.FrameworkId.Value, out var group))
            {
                groups.Add(task.FrameworkId.Value, group = new FrameworkTasks());
            }

            return group;
        }

        foreach (var task in Tasks)
        {
            Group(task).AddActive(task);
        }

        foreach (var task in UnreachableTasks)
        {
            Group(task).AddUnreachable(task);
        }

        foreach (var task in CompletedTasks)
        {
            Group(task).AddCompleted(task);
        }

        return groups;
    }

    private Dictionary<string, TaskCounts> CountByAgent()
    {
        var counts = new Dictionary<string, TaskCounts>(StringComparer.Ordinal);
        foreach (var task in Tasks.Concat(UnreachableTasks).Concat(CompletedTasks))
        {
            if (!counts.TryGetValue(task.AgentId.Value, out var count))
            {
                counts.Add(task.AgentId.Value, count = new TaskCounts());
            }

            count.Add(task.State, task.FrameworkId.Value);
        }

        return counts;
    }
}
