using System.Globalization;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace MesosOrleans.Grains.Allocation;

/// <summary>
/// A role's level of the allocator. <see cref="RoleAllocation"/> decides; the grain names offers, publishes them on the
/// frameworks' streams, and tells the root what changed.
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
    private MinAllocatable _minimum = null!;
    private string _clusterId = "";
    private long _epoch;
    private long _sequence;
    private long _rootEpoch;
    private long _lastBatch;
    private long _nextNumber;
    private long _numbersEnd;
    private DateTimeOffset _nextHeartbeat;

    private string Role => this.GetPrimaryKeyString();

    private IRootAllocatorGrain Root => GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    private IClusterGrain Cluster => GrainFactory.GetGrain<IClusterGrain>(0);

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _allocation = new RoleAllocation(Role, options.Value.AllocationInterval, options.Value.FilterGpuResources);
        _minimum = new MinAllocatable(options.Value.MinAllocatableResources);
        _epoch = time.GetUtcNow().UtcTicks;
        _clusterId = await Cluster.GetClusterId();
        this.RegisterGrainTimer(OnTimer, TimerInterval, TimerInterval);
    }

    /// <inheritdoc />
    public async Task<DemandReply> SetDemand(FrameworkDemand demand)
    {
        var known = _allocation.Frameworks.Contains(demand.Framework.Id.Value);
        var wanted = _allocation.Wanted;
        var retry = _allocation.SetDemand(
            demand.Framework, demand.Sequence, demand.Active, demand.ClearFilters, demand.Constraints);
        if (retry || !known || wanted != _allocation.Wanted)
        {
            Report(retry ? null : []);
        }

        // An offer that was published and never arrived: the stream is no durable one.
        var id = demand.Framework.Id.Value;
        var lost = _allocation.LostOffers(id, demand.Offers.ToHashSet(), time.GetUtcNow() - Limits.HeartbeatInterval);
        if (lost.Count > 0)
        {
            LogOffersLost(lost.Count, id);
            await EndOffers([.. lost.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = id })]);
        }

        return new DemandReply { Void = _allocation.UnknownOffers(id, demand.Offers) };
    }

    /// <inheritdoc />
    public Task RemoveFramework(string frameworkId)
    {
        Return(_allocation.RemoveFramework(frameworkId));
        Report([]);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task EndOffers(IReadOnlyList<OfferEnd> ends)
    {
        var now = time.GetUtcNow();
        var pieces = new List<EndedPiece>(ends.Count);
        foreach (var end in ends)
        {
            var piece = _allocation.EndOffer(
                end.OfferId, end.FrameworkId, ResourceSet.FromProto(end.Used), end.LedgerVersion, end.RefuseSeconds, now);
            if (piece is not null)
            {
                pieces.Add(piece);
            }
        }

        Return(pieces);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<AssignReply> Assign(AssignBatch batch)
    {
        if (batch.RootEpoch != _rootEpoch)
        {
            _rootEpoch = batch.RootEpoch;
            await Rescind(_allocation.ForgetOffers());
        }

        _lastBatch = batch.Batch;
        _allocation.SetShares(batch.ClusterTotal, batch.Used);
        await ReserveNumbers(batch.Pieces.Count);
        var leftover = new List<long>();
        var pieces = batch.Pieces.Select(piece => new GivenPiece(
            piece.Piece, piece.Agent, piece.Ip, ResourceSet.FromProto(piece.Resources), piece.Executors)).ToList();
        var offers = _allocation.Assign(
            pieces, time.GetUtcNow(), NextOfferId,
            (framework, resources) => _minimum.Allows(resources, framework, Role), leftover);
        await Task.WhenAll(offers.Select(pair => Publish(pair.Key, new OfferBatch { Role = Role, Offers = pair.Value })));
        return new AssignReply { Leftover = leftover };
    }

    /// <inheritdoc />
    public async Task Rescind(string? agentId)
    {
        var rescinded = _allocation.Offers.Where(offer => agentId is null || offer.AgentId == agentId).ToList();
        await EndOffers([.. rescinded.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId })]);
        await Rescind(rescinded);
    }

    private async Task OnTimer(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expired = _allocation.Expire(now);
        if (expired.Count > 0)
        {
            Report(expired);
        }

        if (options.Value.OfferTimeout is { } timeout)
        {
            var old = _allocation.Offers.Where(offer => now - offer.MadeAt >= timeout).ToList();
            await EndOffers([.. old.Select(offer => new OfferEnd { OfferId = offer.OfferId, FrameworkId = offer.FrameworkId })]);
            await Rescind(old);
        }

        if (now >= _nextHeartbeat)
        {
            _nextHeartbeat = now + Limits.HeartbeatInterval;
            Report([], withPieces: true);
        }
    }

    private void Report(IReadOnlyList<string>? retry, bool withPieces = false) => Root.ReportRole(new RoleReport
    {
        Role = Role,
        Epoch = _epoch,
        Sequence = ++_sequence,
        Wanted = _allocation.Wanted,
        Retry = retry,
        LivePieces = withPieces ? [.. _allocation.Offers.Select(offer => offer.Piece)] : null,
        LastBatch = _lastBatch,
        RootEpoch = _rootEpoch,
        Frameworks = [.. _allocation.Frameworks],
    }).Ignore();

    private void Return(IReadOnlyList<EndedPiece> pieces)
    {
        if (pieces.Count > 0)
        {
            Root.ReportOfferEnds(new OfferEnds
            {
                Role = Role,
                RootEpoch = _rootEpoch,
                Pieces = [.. pieces.Select(piece => new PieceEnd
                {
                    Piece = piece.Id,
                    FrameworkId = piece.FrameworkId,
                    Used = piece.Used.ToProto(ResourceFormat.Post),
                    LedgerVersion = piece.LedgerVersion,
                })],
            }).Ignore();
        }
    }

    private Task Rescind(IReadOnlyList<OpenOffer> offers) => Task.WhenAll(offers
        .GroupBy(offer => offer.FrameworkId)
        .Select(group => Publish(group.Key, new OfferBatch { Role = Role, Rescinded = [.. group.Select(offer => offer.OfferId)] })));

    private Task Publish(string frameworkId, OfferBatch batch) =>
        this.GetStreamProvider(OfferStreams.Provider)
            .GetStream<OfferBatch>(StreamId.Create(OfferStreams.Namespace, frameworkId))
            .OnNextAsync(batch);

    private async Task ReserveNumbers(int count)
    {
        if (_numbersEnd - _nextNumber < count)
        {
            var block = Math.Max(count, Limits.OfferNumbersBlock);
            _nextNumber = await Cluster.ReserveOfferNumbers(block);
            _numbersEnd = _nextNumber + block;
        }
    }

    private string NextOfferId() =>
        string.Create(CultureInfo.InvariantCulture, $"{_clusterId}-O{_nextNumber++}");

    [LoggerMessage(1311, LogLevel.Warning, "{Count} offers did not reach framework {FrameworkId}; they are free again")]
    private partial void LogOffersLost(int count, string frameworkId);
}
