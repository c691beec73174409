namespace MesosOrleans.Grains.Interfaces.Tasks;

/// <summary>
/// A task's life: what it was asked to be, where it runs, its status history. Key: <see cref="TaskKey"/>.
/// </summary>
[Alias("MesosOrleans.ITaskGrain")]
public interface ITaskGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes an accepted launch durable, in TASK_STAGING.
    /// </summary>
    [Alias("Create")]
    Task<TaskCreateResult> Create(TaskCreation creation);

    /// <summary>Takes a status from the agent. Terminal ones are durable when it returns.</summary>
    [Alias("Update")]
    Task<TaskUpdateResult> Update(TaskStatus status);

    /// <summary>The task as it is, or null when there is none.</summary>
    [Alias("Get")]
    Task<Protocol.V1.Task?> Get();

    /// <summary>The launch, for sending it again, or null when there is none or the task has ended.</summary>
    [Alias("GetLaunch")]
    Task<TaskCreation?> GetLaunch();

    /// <summary>Removes the task from history.</summary>
    [Alias("Forget")]
    Task Forget();
}
