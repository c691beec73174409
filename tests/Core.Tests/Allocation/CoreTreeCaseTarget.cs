using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// The tree's levels without grains - <see cref="RootAllocation"/> and a <see cref="RoleAllocation"/> for each role. Messages
/// arrive at once and in order.
/// </summary>
/// <param name="options">The allocator's settings.</param>
/// <param name="seed">Seed of all chance.</param>
internal sealed class CoreTreeCaseTarget(AllocatorOptions options, int seed) : TreeCaseTarget(firstNumber: 1)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, RoleAllocation> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleQuota> _quotas = new(StringComparer.Ordinal);
    private RootAllocation _root = NewRoot(1, options, seed);
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    /// <inheritdoc/>
    public override ValueTask Tick()
    {
        _now += options.AllocationInterval;
        Take(_root.Run(_now, periodic: true));
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask SetQuota(string role, RoleQuota quota)
    {
        _quotas[role] = quota;
        return SetPolicy();
    }

    /// <inheritdoc/>
    public override ValueTask SetWeights(IReadOnlyDictionary<string, double> weights)
    {
        foreach (var (role, weight) in weights)
        {
            _weights[role] = weight;
        }

        return SetPolicy();
    }

    /// <inheritdoc/>
    public override ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames)
    {
        _root.SetWhitelist(hostnames);
        return Done();
    }

    /// <inheritdoc/>
    public override ValueTask Recover(int knownAgents)
    {
        _root = NewRoot(NextNumber(), options, seed);
        _root.SetPolicy(_weights, _quotas);
        _root.Recover(knownAgents);
        return Done();
    }

    /// <inheritdoc/>
    public override ValueTask EndRecovery()
    {
        _root.EndRecovery();
        return Done();
    }

    /// <inheritdoc/>
    public override ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal)
    {
        _root.AnswerInverseOffer(agentId, frameworkId, response, refusal, _now);
        return Done();
    }

    /// <inheritdoc/>
    public override ValueTask<ResourceSet> TotalOf(string agentId) => ValueTask.FromResult(_root.Allocator.TotalOf(agentId));

    /// <inheritdoc/>
    public override ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId) =>
        ValueTask.FromResult(_root.Allocator.HeldBy(frameworkId, role, agentId));

    /// <inheritdoc/>
    public override ValueTask<double> DominantShare(string role) => ValueTask.FromResult(_root.Allocator.DominantShare(role));

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> RoleOrder() => ValueTask.FromResult(_root.Allocator.RoleOrder());

    /// <inheritdoc/>
    public override ValueTask<int> ActiveFilters(string role) => ValueTask.FromResult(_root.Allocator.ActiveFilters(role));

    /// <inheritdoc/>
    public override ValueTask<long> Runs() => ValueTask.FromResult(_root.Allocator.Runs);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => default;

    /// <inheritdoc/>
    protected override ValueTask TellReport(AgentSnapshot report)
    {
        _root.Update(report, _now);
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask TellRemovedAgent(string agentId)
    {
        _root.RemoveAgent(agentId);
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask TellRemovedFramework(IReadOnlyList<string> roles, string frameworkId, long sequence)
    {
        foreach (var role in roles.Select(Role))
        {
            End(role.RemoveFramework(frameworkId));
            _root.Update(
                role.Report(whole: false) with { Removed = new Dictionary<string, long> { [frameworkId] = sequence } }, _now);
        }

        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask TellDemand(string role, DemandState demand, IReadOnlyList<string> offers)
    {
        var told = Role(role);
        var outcome = told.SetDemand(demand, offers, Patience, _now);
        if (outcome.IsNews)
        {
            _root.Update(told.Report(whole: false) with { Demands = [demand] }, _now);
        }

        End(outcome.Lost);
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask TellEnds(string role, IReadOnlyList<EndedOffer> ends)
    {
        foreach (var end in ends)
        {
            Assert.True(Role(role).TryEnd(end.OfferId, end.FrameworkId), $"{role} has no offer {end.OfferId}");
        }

        _root.EndOffers(ends, _now);
        return default;
    }

    /// <inheritdoc/>
    protected override ValueTask Done()
    {
        // Who should rescind offers does not: in a case only its own words end them.
        _ = _root.TakeEffects();
        _root.CheckInvariants();
        if (!IsHeld && _root.IsRunRequested)
        {
            Take(_root.Run(_now, periodic: false));
        }

        return default;
    }

    private static RootAllocation NewRoot(long epoch, AllocatorOptions options, int seed)
    {
        var names = new OfferNames("c" + epoch);
        names.Add(0, long.MaxValue / 2);
        return new RootAllocation(
            epoch, new RootOptions { Allocator = options, IsEventDriven = false, HeartbeatInterval = Patience }, new Random(seed), names);
    }

    private ValueTask SetPolicy()
    {
        _root.SetPolicy(new Dictionary<string, double>(_weights), new Dictionary<string, RoleQuota>(_quotas));
        return Done();
    }

    private RoleAllocation Role(string name)
    {
        if (!_roles.TryGetValue(name, out var role))
        {
            _roles.Add(name, role = new RoleAllocation(name, 1));
        }

        return role;
    }

    private void End(IEnumerable<OpenOffer> offers) =>
        _root.EndOffers([.. offers.Select(offer => new EndedOffer(offer.OfferId, offer.FrameworkId))], _now);

    private void Take(RootRun run)
    {
        foreach (var offer in run.Offers)
        {
            var role = Role(offer.Role);
            role.TryBegin(_root.Epoch, run.Batch, out _);
            Assert.True(role.TryAdd(new OpenOffer(offer.Id, offer.FrameworkId, offer.AgentId, _now)), $"{offer.Role} refuses {offer.Id}");
        }

        foreach (var role in run.Offers.Select(offer => offer.Role).Distinct().ToList())
        {
            _root.Acknowledge(role, Role(role).Epoch, run.Batch, taken: true, _now);
        }

        Take(
            run.Offers.Select(offer => new CaseOffer(offer.Id, offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources)),
            run.InverseOffers.Select(offer => new InverseOfferRequest(
                offer.FrameworkId, offer.AgentId, new AgentUnavailability(DateTimeOffset.UnixEpoch))));
        _root.CheckInvariants();
    }
}
