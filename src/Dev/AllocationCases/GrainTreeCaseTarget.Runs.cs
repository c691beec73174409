using System.Diagnostics;
using System.Globalization;
using MesosOrleans.Core;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
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
    public override async ValueTask Tick()
    {
        await Settle();
        await Take(await Root.Cycle(periodic: true, _options.AllocationInterval));
    }

    /// <inheritdoc />
    public override async ValueTask Recover(int knownAgents)
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
    public override async ValueTask EndRecovery() => await Take(await Root.Cycle(periodic: false, _options.RecoveryTimeout));

    /// <inheritdoc />
    public override ValueTask<ResourceSet> TotalOf(string agentId) => ValueTask.FromResult(Agents[agentId].Total);

    /// <inheritdoc />
    public override ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId) => ValueTask.FromResult(
        ResourceSet.Sum(OffersOf(frameworkId, role, agentId).Select(offer => offer.Resources))
        + (Agents.GetValueOrDefault(agentId)?.UsedBy(frameworkId, role) ?? ResourceSet.Empty));

    /// <inheritdoc />
    public override ValueTask<double> DominantShare(string role) => Metric(Shares, role);

    /// <inheritdoc />
    public override async ValueTask<IReadOnlyList<string>> RoleOrder() => (await Root.Inspect()).RoleOrder;

    /// <inheritdoc />
    public override async ValueTask<int> ActiveFilters(string role) => (int)await Metric(Filters, role);

    /// <inheritdoc />
    public override async ValueTask<long> Runs() => (await Root.GetSnapshot()).Runs;

    /// <summary>Leaves nothing behind for the case that comes next.</summary>
    public override async ValueTask DisposeAsync()
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
        await RestartRoot();
        _policyVersion = (await _cluster.Grains.GetGrain<IRolePolicyGrain>(0).Get()).Version;
    }

    /// <inheritdoc />
    protected override async ValueTask Done()
    {
        if (IsHeld)
        {
            return;
        }

        await Settle();
        await Take(await Root.Cycle(periodic: false, TimeSpan.Zero));
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

    /// <summary>Waits until the root has heard all that was said, and holds the offers that are known here.</summary>
    private async Task Settle()
    {
        var inspected = await Root.Inspect();
        await Until(
            async () => HasHeardAll(inspected = await Root.Inspect()),
            $"the root knows {inspected.Agents.Count} agents, {inspected.Demands.Count} frameworks, "
                + $"{inspected.Offers.Count} offers of {Agents.Count}, {Frameworks.Count}, {Out.Count}");
    }

    private bool HasHeardAll(AllocatorInspection seen) =>
        seen.Agents.Count == Agents.Count
        && Agents.All(agent => seen.Agents.GetValueOrDefault(agent.Key) == agent.Value.Version)
        && Frameworks.All(one => seen.Demands.GetValueOrDefault(one.Key) == one.Value.Sequence)
        && seen.Demands.Keys.All(Frameworks.ContainsKey)
        && Out.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(seen.Offers);

    private async Task Take(CycleResult result)
    {
        if (!result.Ran)
        {
            return;
        }

        Take(
            result.Offers.Select(offer => new CaseOffer(
                offer.OfferId, offer.FrameworkId, offer.Role, offer.Agent.AgentId,
                ResourceSet.FromProto(offer.Resources).Unallocate())),
            result.InverseOffers.Where(offer => !offer.Rescinded).Select(offer => new InverseOfferRequest(
                offer.Offer.FrameworkId.Value, offer.Offer.AgentId.Value, new AgentUnavailability(DateTimeOffset.UnixEpoch))));
        _everAddressed.UnionWith(result.Offers.Select(offer => offer.Role));
        foreach (var group in result.Offers.GroupBy(offer => offer.FrameworkId))
        {
            await Arrived(group.Key, group.Select(offer => offer.OfferId));
        }
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
            () => new CaseFailedException($"{awaited.Count} offers did not reach {frameworkId} within {Patience.TotalSeconds} s"));
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
