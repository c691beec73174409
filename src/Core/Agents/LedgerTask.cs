using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Agents;

/// <summary>A task in an agent's ledger.</summary>
public sealed class LedgerTask
{
    /// <summary>The framework.</summary>
    public required string FrameworkId { get; init; }

    /// <summary>The task's id within the framework.</summary>
    public required string TaskId { get; init; }

    /// <summary>Role that the resources are allocated to.</summary>
    public required string Role { get; init; }

    /// <summary>What the task holds while it is not released.</summary>
    public required ResourceSet Resources { get; init; }

    /// <summary>The executor it shares with others, or null for a command task.</summary>
    public string? ExecutorId { get; init; }

    /// <summary>Whether it uses its executor's cgroups, or has its own.</summary>
    public bool SharesCgroups { get; init; } = true;

    /// <summary>Newest known state.</summary>
    public TaskState State { get; internal set; } = TaskState.TaskStaging;

    /// <summary>The status that came last, or null before the first one.</summary>
    public TaskStatus? LastStatus { get; internal set; }

    /// <summary>The newest update that its scheduler has not acknowledged, so far as is known here; null when there is none.</summary>
    public TaskStatus? Unacknowledged { get; set; }

    /// <summary>True until the launch is durable; until then the task is not on its way to the node.</summary>
    public bool Committing { get; internal set; }

    /// <summary>The launch is durable: from now on the task is the node's.</summary>
    public void Commit() => Committing = false;

    /// <summary>A kill that came while the launch was being made durable.</summary>
    public bool KillRequested { get; set; }

    /// <summary>True while the task's resources are taken.</summary>
    public bool HoldsResources => !Tasks.TaskStates.IsReleased(State);
}
