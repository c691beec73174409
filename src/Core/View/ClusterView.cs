using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.View;

/// <summary>The cluster at one moment, as listings show it. Immutable.</summary>
public sealed class ClusterView
{
    private readonly IReadOnlyList<FrameworkView> _strangers;

    // Tasks whose frameworks are not known come as frameworks without a message.
    internal ClusterView(IReadOnlyList<FrameworkView> strangers) => _strangers = strangers;

    /// <summary>Registered agents.</summary>
    public required IReadOnlyList<AgentView> Agents { get; init; }

    /// <summary>Agents that are known from the storage and whose nodes have not come back yet.</summary>
    public required IReadOnlyList<AgentInfo> RecoveredAgents { get; init; }

    /// <summary>Number of agents that cannot be reached.</summary>
    public required int UnreachableAgents { get; init; }

    /// <summary>Operations whose outcome waits to be acknowledged.</summary>
    public required IReadOnlyList<Operation> Operations { get; init; }

    /// <summary>Frameworks that are not completed.</summary>
    public required IReadOnlyList<FrameworkView> Frameworks { get; init; }

    /// <summary>Completed frameworks, oldest first.</summary>
    public required IReadOnlyList<FrameworkView> CompletedFrameworks { get; init; }

    /// <summary>Tasks that have not ended.</summary>
    public IEnumerable<Protocol.V1.Task> Tasks => All.SelectMany(framework => framework.Tasks);

    /// <summary>Tasks on agents that cannot be reached.</summary>
    public IEnumerable<Protocol.V1.Task> UnreachableTasks => All.SelectMany(framework => framework.UnreachableTasks);

    /// <summary>Tasks that have ended.</summary>
    public IEnumerable<Protocol.V1.Task> CompletedTasks => All.SelectMany(framework => framework.CompletedTasks);

    /// <summary>Executors with the ids of their agents; not those of command tasks.</summary>
    public IEnumerable<(string AgentId, ExecutorInfo Executor)> Executors =>
        Frameworks.SelectMany(framework => framework.Executors);

    private IEnumerable<FrameworkView> All => Frameworks.Concat(CompletedFrameworks).Concat(_strangers);
}
