using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Grains.Storage;
using MesosOrleans.Protocol.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Grains.Agents;

/// <summary>
/// A machine. Loads and stores the ledger, which decides; talks to the node through its session. Parts by topic:
/// registration, launches, status updates, the link, reports to allocator and view.
/// </summary>
public sealed partial class AgentGrain(
    [PersistentState("agent")] IPersistentState<AgentGrainState> storage,
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<AgentGrain> logger) : Grain, IAgentGrain
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);
    private readonly CommandLog _commands = new(Limits.AgentCommandsMax);
    private AgentLedger _ledger = new(ResourceSet.Empty);
    private CoalescingWriter _writer = null!;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _awaySince;
    private bool _isLossDue;
    private bool _attached;

    private string AgentId => this.GetPrimaryKeyString();

    private AgentGrainState State => storage.State;

    private ClusterCounters Counters => field ??= ClusterCounters.Of(ServiceProvider);

    // Known from before this activation, not back yet.
    private bool IsRecovered => State.Standing == AgentStanding.Registered && !_attached;

    private bool IsRegistered => State.Standing == AgentStanding.Registered && _attached;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writer = new CoalescingWriter(WriteLedger);
        _awaySince = time.GetUtcNow();
        _availability = AgentAvailability.Restore(State.Drain, State.DrainedSince, State.IsDeactivated);
        if (State.Info is not null)
        {
            RestoreLedger();
            foreach (var stored in State.Tasks)
            {
                _ledger.Adopt(ToLedger(stored), stored.IsUnreachable ? TaskState.TaskUnreachable : TaskState.TaskStaging);
            }
        }

        if (State.Info is not null && (State.Standing == AgentStanding.Registered || !State.IsLossTold))
        {
            StayAlive();
        }

        this.RegisterGrainTimer(CheckConnection, CheckInterval, CheckInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EnsureActive() => Task.CompletedTask;

    /// <inheritdoc />
    public Task<AgentStanding> Standing()
    {
        return Task.FromResult(IsRecovered ? AgentStanding.Recovered : State.Standing);
    }

    /// <inheritdoc />
    public Task<DateTimeOffset?> UnreachableSince() => Task.FromResult(State.UnreachableSince);

    /// <inheritdoc />
    public async Task<IReadOnlyList<TaskStatus>> TasksOf(string frameworkId)
    {
        await AwaitNode();
        return IsRecovered
            // Nobody knows their states before the node is back.
            ? []
            : [.. _ledger.Tasks.Where(task => task.FrameworkId == frameworkId && !task.Committing).Select(task => Newest(task))];
    }

    private static LedgerTask ToLedger(StoredTask stored) => new()
    {
        FrameworkId = stored.FrameworkId,
        TaskId = stored.TaskId,
        Role = stored.Role,
        ExecutorId = stored.ExecutorId,
        Resources = ResourceSet.FromProto(stored.Resources),
        SharesCgroups = !stored.HasOwnCgroups,
    };

    private TaskStatus Newest(LedgerTask task)
    {
        var status = task.LastStatus?.Clone() ?? new TaskStatus { TaskId = new TaskID { Value = task.TaskId } };
        status.State = task.State;
        status.AgentId = new AgentID { Value = AgentId };
        status.ClearUuid();
        status.ClearData();
        return status;
    }

    // Not [KeepAlive]: the grain of an id that somebody made up is to go away again.
    private void StayAlive() => DelayDeactivation(TimeSpan.MaxValue);

    private void MayGoAway() => DelayDeactivation(TimeSpan.MinValue);

    private ITaskGrain TaskOf(LedgerTask task) =>
        GrainFactory.Find<ITaskGrain>(TaskKey.Of(task.FrameworkId, task.TaskId));

    private async Task WriteLedger()
    {
        State.Tasks =
        [
            .. _ledger.Tasks.Where(task => task.HoldsResources || task.State == TaskState.TaskUnreachable).Select(task => new StoredTask
            {
                FrameworkId = task.FrameworkId,
                TaskId = task.TaskId,
                Role = task.Role,
                ExecutorId = task.ExecutorId,
                Resources = task.Resources.ToProto(ResourceFormat.Post),
                IsUnreachable = task.State == TaskState.TaskUnreachable,
                HasOwnCgroups = !task.SharesCgroups,
            }),
        ];
        State.Drain = _availability.Drain;
        State.DrainedSince = _availability.DrainedSince;
        State.IsDeactivated = _availability.IsDeactivated;
        var checkpointed = _ledger.Checkpointed;
        var log = LogCheckpoint(checkpointed);
        State.Checkpointed = [.. checkpointed.ToProto(ResourceFormat.Post)];
        State.CheckpointSteps = [.. log.Steps];
        State.Operations = [.. _operations.Operations];
        if (_isFailed)
        {
            throw new InvalidOperationException($"The ledger of agent {AgentId} could not be stored; the grain starts again");
        }

        try
        {
            await storage.WriteStateAsync();
            _stored = checkpointed;
            _storedLog = log;
        }
        catch (Exception exception)
        {
            _isFailed = true;

            // Another activation may own the ledger now, or the outcome is unknown: begin again from the storage.
            LogWriteFailed(exception, AgentId);
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "The ledger of agent {AgentId} could not be stored; the grain starts again")]
    private partial void LogWriteFailed(Exception exception, string agentId);
}
