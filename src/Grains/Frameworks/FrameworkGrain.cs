using MesosOrleans.Core.Frameworks;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Tasks;
using MesosOrleans.Grains.Metrics;
using MesosOrleans.Grains.Storage;
using MesosOrleans.Protocol.V1.SchedulerApi;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace MesosOrleans.Grains.Frameworks;

/// <summary>
/// A framework: one scheduler's session and what is out to it. Parts by topic: subscription, calls, accept, offers,
/// updates, view. Calls of the scheduler interleave with one another; what each decides, it decides in one turn. It comes to
/// life in the silo that was asked for it, which most often is the one that holds the scheduler's stream.
/// </summary>
[PreferLocalPlacement]
[ImplicitStreamSubscription(OfferStreams.Namespace)]
public sealed partial class FrameworkGrain(
    [PersistentState("framework")] IPersistentState<FrameworkGrainState> storage,
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<FrameworkGrain> logger) : Grain, IFrameworkGrain
{
    private static readonly TimeSpan TimerInterval = TimeSpan.FromSeconds(1);
    private CoalescingWriter _writer = null!;
    private SchedulerOutbox? _outbox;
    private string? _cutStreamId;
    private DateTimeOffset _nextHeartbeat;

    private string FrameworkId => this.GetPrimaryKeyString();

    private SchedulerCounters Counters => field ??= new SchedulerCounters(ClusterCounters.Of(ServiceProvider), FrameworkId);

    private FrameworkGrainState State => storage.State;

    private bool IsKnown => State.Info is not null && State.RemovedAt is null;

    private bool IsConnected => _outbox is { IsAttached: true };

    private bool IsPartitionAware => Capabilities.IsPartitionAware(State.Info!);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _writer = new CoalescingWriter(Write);

        // Later lives must tell with greater numbers than former ones, wherever they ran.
        _demandSequence = time.GetUtcNow().UtcTicks;
        if (IsKnown)
        {
            StayAlive();
            AwaitSession();
            this.RegisterGrainTimer(OnTimer, TimerInterval, TimerInterval);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_completedDirty && IsKnown)
        {
            await storage.WriteStateAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task EnsureActive() => Task.CompletedTask;

    // Not [KeepAlive]: the grain of an id that somebody made up is to go away again.
    private void StayAlive() => DelayDeactivation(TimeSpan.MaxValue);

    private void Emit(Event message)
    {
        if (_outbox is not null)
        {
            Counters.Event(message);
            _outbox.Add(message);
        }
    }

    private ITaskGrain TaskOf(string taskId) => GrainFactory.Find<ITaskGrain>(TaskKey.Of(FrameworkId, taskId));

    private double Timestamp() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        if (!IsKnown)
        {
            return;
        }

        await WatchSession();
        if (_outbox is null && State.DisconnectedAt is { } since
            && (time.GetUtcNow() - since).TotalSeconds >= State.Info!.FailoverTimeout)
        {
            LogFailoverTimeout(FrameworkId);
            await Remove("Framework failover timeout");
            return;
        }

        // While the session is awaited the allocator's last word stands: it is most likely about to come true again.
        if (time.GetUtcNow() >= _nextHeartbeat && _outbox is not { IsAttached: false })
        {
            _nextHeartbeat = time.GetUtcNow() + Limits.HeartbeatInterval;
            await TellDemand(isNews: false);
        }

        await StoreCompleted();
    }

    private async Task Write()
    {
        try
        {
            await storage.WriteStateAsync();
            _completedDirty = false;
        }
        catch (Exception exception)
        {
            LogWriteFailed(exception, FrameworkId);
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(1201, LogLevel.Warning, "Framework {FrameworkId} could not be stored; the grain starts again")]
    private partial void LogWriteFailed(Exception exception, string frameworkId);

    [LoggerMessage(1202, LogLevel.Information, "Framework {FrameworkId} did not come back within its failover timeout")]
    private partial void LogFailoverTimeout(string frameworkId);
}
