using System.Globalization;
using MesosOrleans.Core.Agents;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Grains.Cluster;

/// <summary>
/// The cluster's identity and counters. A reminder wakes it in some silo every minute, and it wakes every agent and
/// framework in turn, so that time-outs run on although the silo that held them is gone.
/// </summary>
[KeepAlive]
public sealed partial class ClusterGrain(
    [PersistentState("cluster")] IPersistentState<ClusterGrainState> storage,
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<ClusterGrain> logger) : Grain, IClusterGrain, IRemindable
{
    private const string SweepReminder = "sweep";
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
    private readonly RemovalRate _removals = new(options.Value.AgentRemovalInterval);
    private bool _sweeping;

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (storage.State.ClusterId is null)
        {
            storage.State.ClusterId = Guid.NewGuid().ToString();
            await storage.WriteStateAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    public Task<string> GetClusterId() => Task.FromResult(storage.State.ClusterId!);

    /// <inheritdoc />
    public async Task<string> NextFrameworkId()
    {
        var number = storage.State.Frameworks++;
        await Store();
        return string.Create(CultureInfo.InvariantCulture, $"{storage.State.ClusterId}-{number:0000}");
    }

    /// <inheritdoc />
    public async Task<string> NextAgentId()
    {
        var number = storage.State.Agents++;
        await Store();
        return string.Create(CultureInfo.InvariantCulture, $"{storage.State.ClusterId}-S{number}");
    }

    /// <inheritdoc />
    public async Task<long> ReserveOfferNumbers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var first = storage.State.Offers;
        storage.State.Offers += count;
        await Store();
        return first;
    }

    /// <inheritdoc />
    public Task<bool> TryAcquireAgentRemoval() => Task.FromResult(_removals.TryAcquire(time.GetUtcNow()));

    /// <inheritdoc />
    public async Task Start()
    {
        await this.RegisterOrUpdateReminder(SweepReminder, SweepInterval, SweepInterval);
        Sweep().Ignore();
    }

    /// <inheritdoc />
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Sweep().Ignore();
        return Task.CompletedTask;
    }

    // Runs beside the grain's calls: those it wakes may ask this grain for numbers.
    private async Task Sweep()
    {
        if (_sweeping)
        {
            return;
        }

        _sweeping = true;
        try
        {
            await GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key).EnsureActive();
            await Wake(DirectoryKey.Agents, id => GrainFactory.GetGrain<IAgentGrain>(id).EnsureActive());
            await Wake(DirectoryKey.Frameworks, id => GrainFactory.GetGrain<IFrameworkGrain>(id).EnsureActive());
        }
        catch (Exception exception)
        {
            LogSweepFailed(exception);
        }
        finally
        {
            _sweeping = false;
        }
    }

    private async Task Wake(string kind, Func<string, Task> wake)
    {
        foreach (var shard in DirectoryKey.All(kind))
        {
            var ids = await GrainFactory.GetGrain<IDirectoryGrain>(shard).List();
            foreach (var some in ids.Chunk(Limits.FanOutMax))
            {
                await Task.WhenAll(some.Select(wake));
            }
        }
    }

    private async Task Store()
    {
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(1001, LogLevel.Warning, "Waking the cluster's grains failed; tried again within a minute")]
    private partial void LogSweepFailed(Exception exception);
}
