using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Offers;

/// <summary>Tasks that are launched together: those of one LAUNCH that share an executor or have none, or a group.</summary>
public sealed record PlannedLaunch : PlannedStep
{
    /// <summary>The tasks, in order, agent and resources as validated.</summary>
    public required IReadOnlyList<TaskInfo> Tasks { get; init; }

    /// <summary>The same tasks as entries of the agent's ledger.</summary>
    public required IReadOnlyList<LedgerTask> LedgerTasks { get; init; }

    /// <summary>The executor they share, or null for command tasks.</summary>
    public ExecutorInfo? Executor { get; init; }

    /// <summary>Id of the executor when it is new on the agent, else null.</summary>
    public string? NewExecutorId { get; init; }

    /// <summary>What a new executor holds.</summary>
    public ResourceSet ExecutorResources { get; init; } = ResourceSet.Empty;

    /// <summary>True for LAUNCH_GROUP.</summary>
    public bool IsGroup { get; init; }
}
