using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Roles;
using MesosOrleans.Grains.Interfaces;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Frameworks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// A role's level of the allocator. <see cref="RoleAllocation"/> keeps the book; the grain talks with frameworks, builds
/// offers and publishes them, and relays between the root and the roles below. Parts: demands and ends, batches.
/// </summary>
[KeepAlive]
[PreferLocalPlacement]
public sealed partial class RoleAllocatorGrain(
    IOptions<ClusterSettings> options,
    TimeProvider time,
    ILogger<RoleAllocatorGrain> logger) : Grain, IRoleAllocatorGrain
{
    private static readonly TimeSpan TimerInterval = TimeSpan.FromMilliseconds(500);
    private RoleAllocation _allocation = null!;
    private DateTimeOffset _nextHeartbeat;

    private string Role => _allocation.Role;

    private IRootAllocatorGrain Root => GrainFactory.Find<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Later lives must have greater numbers than former ones, wherever they ran.
        _allocation = new RoleAllocation(this.GetPrimaryKeyString(), time.GetUtcNow().UtcTicks);
        this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(TimerInterval, TimerInterval) { Interleave = true });
        Report(_allocation.Report(whole: true));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<DemandReply> SetDemand(FrameworkDemand demand)
    {
        var state = demand.ToCore();
        var outcome = _allocation.SetDemand(state, demand.Offers, Limits.HeartbeatInterval, time.GetUtcNow());
        if (outcome.IsNews)
        {
            Report(_allocation.Report(whole: false) with { Demands = [state] });
        }

        if (outcome.Lost.Count > 0)
        {
            // Published and never arrived: the stream is no durable one. Or the framework has left the role.
            LogOffersLost(outcome.Lost.Count, state.Id);
            Return(outcome.Lost);
        }

        return Task.FromResult(new DemandReply { Void = [.. outcome.Void] });
    }

    /// <inheritdoc />
    public Task RemoveFramework(string frameworkId, long sequence)
    {
        Return(_allocation.RemoveFramework(frameworkId));
        Report(_allocation.Report(whole: false) with
        {
            Removed = new Dictionary<string, long> { [frameworkId] = sequence },
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EndOffers(IReadOnlyList<OfferEnd> ends)
    {
        Return([.. ends.Where(end => _allocation.TryEnd(end.OfferId, end.FrameworkId))]);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> Rescind(IReadOnlyList<string> offerIds)
    {
        var known = offerIds.Select(_allocation.Find).OfType<OpenOffer>().ToList();
        return [.. (await MakeVoid(known)).Select(offer => offer.OfferId)];
    }

    /// <inheritdoc />
    public Task RelayReports(IReadOnlyList<RoleReport> reports)
    {
        Relay(reports);
        return Task.CompletedTask;
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (options.Value.OfferTimeout is { } timeout)
        {
            Return(await MakeVoid(_allocation.TimedOut(timeout, now)));
        }

        if (now >= _nextHeartbeat)
        {
            _nextHeartbeat = now + Limits.HeartbeatInterval;
            Return(_allocation.ForgetSilent(now - Limits.FrameworkSilence));
            Report(_allocation.Report(whole: true));
        }
    }

    /// <summary>Takes offers away from their frameworks and out of the book.</summary>
    /// <returns>Those that are void now.</returns>
    private async Task<IReadOnlyList<OpenOffer>> MakeVoid(IReadOnlyList<OpenOffer> offers)
    {
        var answers = await Task.WhenAll(offers.GroupBy(offer => offer.FrameworkId)
            .Select(group => MakeVoid(group.Key, [.. group])));
        return [.. answers.SelectMany(offer => offer)];
    }

    private async Task<IReadOnlyList<OpenOffer>> MakeVoid(string frameworkId, IReadOnlyList<OpenOffer> offers)
    {
        try
        {
            var ended = (await GrainFactory.Find<IFrameworkGrain>(frameworkId)
                .RescindOffers([.. offers.Select(offer => offer.OfferId)])).ToHashSet(StringComparer.Ordinal);
            return [.. offers.Where(offer => ended.Contains(offer.OfferId) && _allocation.TryEnd(offer.OfferId, frameworkId))];
        }
        catch (Exception exception)
        {
            LogRescindFailed(exception, frameworkId);
            return [];
        }
    }

    private void Return(IReadOnlyList<OpenOffer> offers) => Return(
        [.. offers.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId })]);

    private void Return(IReadOnlyList<OfferEnd> ends)
    {
        if (ends.Count > 0)
        {
            Root.ReportOfferEnds(new OfferEnds { RootEpoch = _allocation.RootEpoch, Ends = ends }).Ignore();
        }
    }

    private void Report(RoleState state) => Relay([state.ToMessage()]);

    private void Relay(IReadOnlyList<RoleReport> reports)
    {
        var up = RoleName.Parent(Role) is { } parent
            ? GrainFactory.Find<IRoleAllocatorGrain>(parent).RelayReports(reports)
            : Root.ReportRoles(reports);
        up.Ignore();
    }

    [LoggerMessage(1311, LogLevel.Warning, "{Count} offers are not with framework {FrameworkId}; they are free again")]
    private partial void LogOffersLost(int count, string frameworkId);

    [LoggerMessage(1312, LogLevel.Warning, "Framework {FrameworkId} did not give up its offers; it is asked again")]
    private partial void LogRescindFailed(Exception exception, string frameworkId);
}
