using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Core;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Cluster;
using MesosOrleans.Grains.Interfaces.Roles;
using Orleans.Core.Internal;

namespace MesosOrleans.Dev.AllocationCases;

/// <content>Runs, their outcome, and starting anew.</content>
public sealed partial class GrainTreeCaseTarget
{
    private const string Filters = "allocator/mesos/offer_filters/roles/{0}/active";
    private const string Shares = "allocator/mesos/roles/{0}/shares/dominant";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private readonly HashSet<string> _everAddressed = new(StringComparer.Ordinal);
    private int _agentsInDirectory;

    /// <inheritdoc />
    public async ValueTask Recover(int knownAgents)
    {
        var policy = _cluster.Grains.GetGrain<IRolePolicyGrain>(0);
        var result = await policy.UpdateQuota([.. _quotas.Values], force: true);
        Invariant.Check(result.Status == 200, $"{result.Message}");
        _policyVersion = (await policy.Get()).Version;
        for (_agentsInDirectory = 0; _agentsInDirectory < knownAgents; _agentsInDirectory++)
        {
            await Directory(_agentsInDirectory).Add(NameOf(_agentsInDirectory));
        }

        await RestartRoot();
        await Done();
    }

    /// <inheritdoc />
    public async ValueTask EndRecovery() => await Take(await Root.Cycle(periodic: false, _options.RecoveryTimeout));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AllocationOffer>> TakeOffers()
    {
        AllocationOffer[] taken = [.. _offers];
        _offers.Clear();
        return ValueTask.FromResult<IReadOnlyList<AllocationOffer>>(taken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<InverseOfferRequest>> LatestInverseOffers() => ValueTask.FromResult(_inverseOffers);

    /// <inheritdoc />
    public ValueTask<ResourceSet> TotalOf(string agentId) => ValueTask.FromResult(LedgerOf(agentId).Total);

    /// <inheritdoc />
    public ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId) => ValueTask.FromResult(
        ResourceSet.Sum(OffersOf(frameworkId, role, agentId).Select(offer => offer.Resources))
        + (_agents.GetValueOrDefault(agentId)?.UsedBy(frameworkId, role) ?? ResourceSet.Empty));

    /// <inheritdoc />
    public ValueTask<double> DominantShare(string role) => Metric(Shares, role);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<string>> RoleOrder() => (await Root.Inspect()).RoleOrder;

    /// <inheritdoc />
    public async ValueTask<int> ActiveFilters(string role) => (int)await Metric(Filters, role);

    /// <inheritdoc />
    public async ValueTask<long> Runs() => (await Root.GetSnapshot()).Runs;

    /// <summary>Leaves nothing behind for the case that comes next.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_agentsInDirectory > 0)
        {
            while (_agentsInDirectory-- > 0)
            {
                await Directory(_agentsInDirectory).Remove(NameOf(_agentsInDirectory));
            }

            _ = await _cluster.Grains.GetGrain<IRolePolicyGrain>(0).UpdateQuota(
                [.. _quotas.Keys.Select(role => new Protocol.V1.QuotaApi.QuotaConfig { Role = role })], force: true);
        }

        foreach (var role in _everAddressed)
        {
            await Role(role).Cast<IGrainManagementExtension>().DeactivateOnIdle();
        }

        await RestartRoot();
    }

    /// <summary>Begins with an allocator that has just started.</summary>
    internal async Task StartAsync()
    {
        var clock = TimeProvider.System.GetUtcNow().UtcTicks;
        (_epoch, _sequence) = (clock, clock);
        await RestartRoot();
        _policyVersion = (await _cluster.Grains.GetGrain<IRolePolicyGrain>(0).Get()).Version;
    }

    private static string NameOf(int agent) => "case-agent-" + Text(agent);

    private IDirectoryGrain Directory(int agent) =>
        _cluster.Grains.GetGrain<IDirectoryGrain>(DirectoryKey.Of(DirectoryKey.Agents, NameOf(agent)));

    private async ValueTask<double> Metric(string format, string role) => (await Root.GetSnapshot()).Metrics
        .GetValueOrDefault(string.Format(CultureInfo.InvariantCulture, format, role));

    private async Task RestartRoot()
    {
        await Root.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        await Until(
            async () => await Root.Inspect() is { Demands.Count: 0, Agents.Count: 0, Offers.Count: 0 },
            "the root of the allocator did not start anew");
    }

    private async ValueTask Done()
    {
        if (_isHeld)
        {
            return;
        }

        await Settle();
        await Take(await Root.Cycle(periodic: false, TimeSpan.Zero));
    }

    /// <summary>Waits until the root has heard all that was said, and holds the offers that are known here.</summary>
    private async Task Settle()
    {
        var inspected = await Root.Inspect();
        await Until(
            async () => HasHeardAll(inspected = await Root.Inspect()),
            $"the root knows {inspected.Agents.Count} agents, {inspected.Demands.Count} frameworks, "
                + $"{inspected.Offers.Count} offers of {_agents.Count}, {_frameworks.Count}, {_out.Count}");
    }

    private bool HasHeardAll(AllocatorInspection seen) =>
        seen.Agents.Count == _agents.Count
        && _agents.All(agent => seen.Agents.GetValueOrDefault(agent.Key) == agent.Value.Version)
        && _frameworks.All(one => seen.Demands.GetValueOrDefault(one.Key) == one.Value.Sequence)
        && seen.Demands.Keys.All(_frameworks.ContainsKey)
        && _out.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(seen.Offers);

    private async Task Take(CycleResult result)
    {
        if (!result.Ran)
        {
            return;
        }

        foreach (var offer in result.Offers)
        {
            var resources = ResourceSet.FromProto(offer.Resources).Unallocate();
            _out.Add(offer.OfferId, new RoleOfferOut(offer.OfferId, offer.FrameworkId, offer.Role, offer.Agent.AgentId, resources));
            _offers.Add(new AllocationOffer(offer.FrameworkId, offer.Role, offer.Agent.AgentId, resources));
            _everAddressed.Add(offer.Role);
        }

        foreach (var group in result.Offers.GroupBy(offer => offer.FrameworkId))
        {
            await Arrived(group.Key, group.Select(offer => offer.OfferId));
        }

        _inverseOffers =
        [
            .. result.InverseOffers.Where(offer => !offer.Rescinded).Select(offer => new InverseOfferRequest(
                offer.Offer.FrameworkId.Value, offer.Offer.AgentId.Value, new AgentUnavailability(DateTimeOffset.UnixEpoch))),
        ];
    }

    private async Task Arrived(string frameworkId, IEnumerable<string> offers)
    {
        var awaited = offers.ToHashSet(StringComparer.Ordinal);
        var grain = _cluster.Grains.GetGrain<ICaseFrameworkGrain>(frameworkId);
        await Until(
            async () =>
            {
                awaited.ExceptWith(await grain.TakeOffers());
                return awaited.Count == 0;
            },
            () => new OffersLostException(frameworkId));
    }

    private static Task Until(Func<Task<bool>> condition, string complaint) =>
        Until(condition, () => new InvariantViolationException(complaint));

    private static async Task Until(Func<Task<bool>> condition, Func<Exception> complaint)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Patience)
            {
                throw complaint();
            }

            await Task.Delay(Pause);
        }
    }
}
