using MesosOrleans.Core.Tasks;
using MesosOrleans.Core.Validation;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Grains.Interfaces.View;
using MesosOrleans.Grains.Metrics;

namespace MesosOrleans.Grains.Tasks;

/// <summary>
/// A task. Its launch and its end are durable before anyone is told; what happens in between is written when the grain
/// goes to sleep, because until its end the agent node repeats what it knows of the task after every loss.
/// </summary>
public sealed class TaskGrain(
    [PersistentState("task")] IPersistentState<TaskGrainState> storage, TimeProvider time) : Grain, ITaskGrain
{
    // When the launch became durable, by the clock of this activation; 0 when it did not here, or has been measured.
    private long _launchedAt;

    private bool _dirty;

    private IClusterViewGrain View =>
        GrainFactory.GetGrain<IClusterViewGrain>(ViewShards.Of(storage.State.Record!.FrameworkId.Value));

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_dirty)
        {
            await Store();
        }
    }

    /// <inheritdoc />
    public async Task<TaskCreateResult> Create(TaskCreation creation)
    {
        switch (TaskIdUses.Of(storage.State.Record, creation.Task.AgentId))
        {
            case TaskIdUse.Live:
                return TaskCreateResult.InUse;
            case TaskIdUse.Unreachable:
                return TaskCreateResult.Unreachable;
            default:
                break;
        }

        storage.State.Record = TaskLifecycle.Staged(creation.Task, creation.Framework);
        storage.State.Launch = creation;
        await Store();
        _launchedAt = time.GetTimestamp();
        Publish();
        return TaskCreateResult.Created;
    }

    /// <inheritdoc />
    public async Task<TaskUpdateResult> Update(TaskStatus status)
    {
        if (storage.State.Record is not { } record)
        {
            return TaskUpdateResult.Unknown;
        }

        var next = TaskLifecycle.Apply(record, status);
        if (next is null)
        {
            return TaskUpdateResult.Unchanged;
        }

        storage.State.Record = next;
        _dirty = true;
        if (TaskStates.IsTerminal(next.State))
        {
            storage.State.Launch = null;
            await Store();
        }

        Count(next, status);
        Publish();
        return TaskUpdateResult.Applied;
    }

    /// <inheritdoc />
    public Task<Protocol.V1.Task?> Get() => Task.FromResult(storage.State.Record);

    /// <inheritdoc />
    public Task<TaskCreation?> GetLaunch() => Task.FromResult(storage.State.Launch);

    /// <inheritdoc />
    public async Task Forget()
    {
        if (storage.RecordExists)
        {
            await storage.ClearStateAsync();
        }

        storage.State = new TaskGrainState();
        _dirty = false;
        DeactivateOnIdle();
    }

    private void Count(Protocol.V1.Task task, TaskStatus status)
    {
        if (_launchedAt != 0 && task.State == Protocol.V1.TaskState.TaskRunning)
        {
            LaunchMetrics.Record(time.GetElapsedTime(_launchedAt));
            _launchedAt = 0;
        }

        TaskCounters.Ended(ClusterCounters.Of(ServiceProvider), task.FrameworkId.Value, status);
    }

    private async Task Store()
    {
        try
        {
            await storage.WriteStateAsync();
            _dirty = false;
        }
        catch
        {
            // The outcome may be unknown: start again from what the storage has.
            _dirty = false;
            DeactivateOnIdle();
            throw;
        }
    }

    private void Publish() => View.Publish(new ViewChanges { Tasks = [storage.State.Record!] }).Ignore();
}
