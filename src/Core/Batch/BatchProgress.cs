using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Batch;

/// <summary>What a status meant to a batch.</summary>
/// <param name="Task">The task.</param>
/// <param name="Status">The status.</param>
/// <param name="Offer">The offer that the attempt runs on.</param>
/// <param name="Retried">True when the attempt is lost and the task waits for an offer again.</param>
/// <param name="Ended">True when the task has ended for good.</param>
public sealed record BatchProgress(BatchTask Task, TaskStatus Status, Offer Offer, bool Retried, bool Ended);
