using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>How a task of a batch ended.</summary>
public sealed record BatchTaskResult
{
    /// <summary>The task.</summary>
    public required BatchTask Task { get; init; }

    /// <summary>Its last status; the task id in it is that of the last attempt.</summary>
    public required TaskStatus Status { get; init; }

    /// <summary>The offer that the last attempt ran on: agent, address of its node.</summary>
    public required Offer Offer { get; init; }

    /// <summary>Number of attempts, from 1.</summary>
    public required int Attempts { get; init; }

    /// <summary>True when the task ended in TASK_FINISHED.</summary>
    public bool Succeeded => Status.State == TaskState.TaskFinished;
}
