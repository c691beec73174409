using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Frameworks;
using MesosOrleans.Grains.Interfaces.Roles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// The root of the allocator's tree. Messages change <see cref="RootAllocation"/>, which decides; each does so in one turn.
/// Parts by topic: reports, cycles, policy and what can be seen.
/// </summary>
[KeepAlive]
public sealed partial class RootAllocatorGrain(
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<RootAllocatorGrain> logger) : Grain, IRootAllocatorGrain
{
    private RootAllocation _allocation = null!;
    private OfferNames _names = null!;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _manualNow = DateTimeOffset.UnixEpoch;
    private bool _gathered;

    private ClusterSettings Settings => options.Value;

    private IClusterGrain Cluster => GrainFactory.GetGrain<IClusterGrain>(0);

    private IRolePolicyGrain Policy => GrainFactory.GetGrain<IRolePolicyGrain>(0);

    private DateTimeOffset Now => Settings.ManualAllocation ? _manualNow : time.GetUtcNow();

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _startedAt = time.GetUtcNow();
        _names = new OfferNames(await Cluster.GetClusterId());

        // Later lives must have greater numbers than former ones, wherever they ran.
        _allocation = new RootAllocation(_startedAt.UtcTicks, OptionsOf(Settings), new Random(Settings.AllocatorSeed), _names);
        var policy = await Policy.Get();
        TakePolicy(policy);
        var agents = 0;
        foreach (var shard in DirectoryKey.All(DirectoryKey.Agents))
        {
            agents += (await GrainFactory.GetGrain<IDirectoryGrain>(shard).List()).Count;
        }

        TakeWhitelist();
        _allocation.Recover(agents);
        LogStarted(agents, policy.Version, _allocation.IsHeldOff);
        if (!Settings.ManualAllocation)
        {
            this.RegisterGrainTimer(OnInterval, Settings.AllocationInterval, Settings.AllocationInterval);
            this.RegisterGrainTimer(OnHeartbeat, Limits.HeartbeatInterval, Limits.HeartbeatInterval);
        }

        Gather().Ignore();
    }

    /// <inheritdoc />
    public Task EnsureActive() => Task.CompletedTask;

    /// <inheritdoc />
    public Task ReportAgent(AgentReport report)
    {
        _allocation.Update(report.ToCore(), Now);
        AfterChange();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task RemoveAgent(string agentId)
    {
        _allocation.RemoveAgent(agentId);
        AfterChange();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportRoles(IReadOnlyList<RoleReport> reports)
    {
        foreach (var report in reports)
        {
            _allocation.Update(report.ToCore(), Now);
        }

        AfterChange();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task ReportOfferEnds(OfferEnds ends)
    {
        if (ends.RootEpoch == _allocation.Epoch)
        {
            _allocation.EndOffers([.. ends.Ends.Select(end => end.ToCore())], Now);
            AfterChange();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task AnswerInverseOffer(InverseOfferAnswer answer)
    {
        InverseOfferResponse? response = answer.Accepted switch
        {
            true => InverseOfferResponse.Accept,
            false => InverseOfferResponse.Decline,
            null => null,
        };
        var refusal = answer.RefuseSeconds is { } seconds ? RefuseDuration.FromSeconds(seconds) : null;
        _allocation.AnswerInverseOffer(answer.AgentId, answer.FrameworkId, response, refusal, Now);
        return Task.CompletedTask;
    }

    private static RootOptions OptionsOf(ClusterSettings settings) => new()
    {
        Allocator = new AllocatorOptions
        {
            AllocationInterval = settings.AllocationInterval,
            RoleSorter = settings.RoleSorter,
            FrameworkSorter = settings.FrameworkSorter,
            FairSharingExcludedResourceNames = settings.FairSharingExcludedResourceNames,
            MinAllocatableResources = MinAllocatable.Parse(settings.MinAllocatableResources),
            FilterGpuResources = settings.FilterGpuResources,
            Region = settings.Region,
            AgentRecoveryFactor = settings.AgentRecoveryFactor,
            RecoveryTimeout = settings.AgentRecoveryTimeout,
        },
        IsEventDriven = !settings.ManualAllocation,
        HeartbeatInterval = Limits.HeartbeatInterval,
    };

    private void AfterChange()
    {
        _changes++;
        Carry(_allocation.TakeEffects()).Ignore();
        CycleSoon();
    }

    private async Task OnHeartbeat(CancellationToken cancellationToken)
    {
        _allocation.Heal(Now);
        if (_allocation.IsHeldOff && time.GetUtcNow() - _startedAt >= Settings.AgentRecoveryTimeout)
        {
            _allocation.EndRecovery();
        }

        TakeWhitelist();
        AfterChange();
        if (!_gathered)
        {
            await Gather();
        }

        if (await Policy.GetNewer(_policyVersion) is { } newer)
        {
            TakePolicy(newer);
        }
    }

    // Runs beside the grain's calls: agents and frameworks answer with reports of their own.
    private async Task Gather()
    {
        try
        {
            foreach (var shard in DirectoryKey.All(DirectoryKey.Agents))
            {
                foreach (var agent in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
                {
                    GrainFactory.Find<IAgentGrain>(agent).ReportLedger().Ignore();
                }
            }

            foreach (var shard in DirectoryKey.All(DirectoryKey.Frameworks))
            {
                foreach (var framework in await GrainFactory.GetGrain<IDirectoryGrain>(shard).List())
                {
                    GrainFactory.Find<IFrameworkGrain>(framework).OnAllocatorStarted(_allocation.Epoch).Ignore();
                }
            }

            _gathered = true;
        }
        catch (Exception exception)
        {
            LogGatherFailed(exception);
        }
    }

    [LoggerMessage(1301, LogLevel.Information, "The allocator starts: {Agents} agents known, policy version {Version}, held off: {HeldOff}")]
    private partial void LogStarted(int agents, long version, bool heldOff);

    [LoggerMessage(1302, LogLevel.Warning, "Asking agents and frameworks for reports failed; tried again with the next heartbeat")]
    private partial void LogGatherFailed(Exception exception);
}
