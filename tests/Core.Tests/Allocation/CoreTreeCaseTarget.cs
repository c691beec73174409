using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Tests.Allocation;

/// <summary>
/// The tree's levels without grains - <see cref="RootAllocation"/> and a <see cref="RoleAllocation"/> for each role - told of
/// everything by the reports that agents and frameworks send. Messages arrive at once and in order.
/// </summary>
/// <param name="options">The allocator's settings.</param>
/// <param name="seed">Seed of all chance.</param>
internal sealed partial class CoreTreeCaseTarget(AllocatorOptions options, int seed) : IAllocationCaseTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, CoreTreeAgent> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CoreTreeFramework> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleAllocation> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleQuota> _quotas = new(StringComparer.Ordinal);
    private readonly List<AllocationOffer> _offers = [];
    private IReadOnlyList<InverseOfferRequest> _inverseOffers = [];
    private RootAllocation _root = NewRoot(1, options, seed);
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
    private long _sequence = 1;
    private bool _isHeld;

    /// <inheritdoc/>
    public ValueTask Hold()
    {
        _isHeld = true;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask Go()
    {
        _isHeld = false;
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Tick()
    {
        _now += options.AllocationInterval;
        Take(_root.Run(_now, periodic: true));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask AddAgent(CaseAgent agent)
    {
        var added = new CoreTreeAgent(agent.Spec.Id, ++_sequence)
        {
            Attributes = agent.Spec.Attributes,
            Capabilities = agent.Spec.Capabilities,
            Total = agent.Spec.Total,
        };
        foreach (var use in agent.Used)
        {
            added.SetUsed(use.FrameworkId, use.Role, added.UsedBy(use.FrameworkId, use.Role) + use.Resources);
        }

        _agents.Add(agent.Spec.Id, added);
        return Report(agent.Spec.Id);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAgent(string agentId)
    {
        _ = AgentOf(agentId);
        _agents.Remove(agentId);
        _root.RemoveAgent(agentId);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask UpdateAgent(
        string agentId, AgentAttributes? attributes, ResourceSet? total, AgentCapabilities? capabilities)
    {
        var agent = AgentOf(agentId);
        agent.Attributes = attributes ?? agent.Attributes;
        agent.Total = total ?? agent.Total;
        agent.Capabilities = capabilities ?? agent.Capabilities;
        return Report(agentId);
    }

    /// <inheritdoc/>
    public ValueTask SetAgentActive(string agentId, bool isActive)
    {
        AgentOf(agentId).IsActive = isActive;
        return Report(agentId);
    }

    /// <inheritdoc/>
    public ValueTask ScheduleMaintenance(string agentId)
    {
        AgentOf(agentId).UnavailableFrom = ++_sequence;
        return Report(agentId);
    }

    /// <inheritdoc/>
    public ValueTask AddFramework(FrameworkSpec framework, bool isActive)
    {
        _frameworks.Add(framework.Id, new CoreTreeFramework { Spec = framework, IsActive = isActive });
        return Tell(framework.Id, []);
    }

    /// <inheritdoc/>
    public ValueTask RemoveFramework(string frameworkId)
    {
        var removed = FrameworkOf(frameworkId);
        _frameworks.Remove(frameworkId);
        foreach (var name in removed.Spec.Roles.DefaultIfEmpty(RoleName.Default))
        {
            var role = Role(name);
            End(role.RemoveFramework(frameworkId));
            _root.Update(
                role.Report(whole: false) with { Removed = new Dictionary<string, long> { [frameworkId] = ++_sequence } }, _now);
        }

        foreach (var (id, agent) in _agents)
        {
            if (agent.Forget(frameworkId))
            {
                _root.Update(agent.Report(), _now);
            }
        }

        return Done();
    }

    /// <inheritdoc/>
    public ValueTask UpdateFramework(FrameworkSpec framework)
    {
        var known = FrameworkOf(framework.Id);
        var before = known.Spec.Roles;

        // Offers end with the role they were made to, what was launched stays: a case means the latter.
        foreach (var role in before.Except(framework.Roles))
        {
            LaunchOnOffers(framework.Id, role);
        }

        known.Spec = framework;
        return Tell(framework.Id, before);
    }

    /// <inheritdoc/>
    public ValueTask SetFrameworkActive(string frameworkId, bool isActive)
    {
        FrameworkOf(frameworkId).SetActive(isActive);
        return Tell(frameworkId, []);
    }

    /// <inheritdoc/>
    public ValueTask Suppress(string frameworkId, IReadOnlyCollection<string> roles)
    {
        var framework = FrameworkOf(frameworkId);
        if (!roles.All(framework.Spec.Roles.Contains))
        {
            return Done();
        }

        var meant = roles.Count == 0 ? framework.Spec.Roles : roles;
        framework.Spec = framework.Spec with { SuppressedRoles = [.. framework.Spec.SuppressedRoles.Union(meant)] };
        return Tell(frameworkId, []);
    }

    /// <inheritdoc/>
    public ValueTask Revive(string frameworkId, IReadOnlyCollection<string> roles)
    {
        var framework = FrameworkOf(frameworkId);
        if (!roles.All(framework.Spec.Roles.Contains))
        {
            return Done();
        }

        var meant = roles.Count == 0 ? framework.Spec.Roles : roles;
        framework.Spec = framework.Spec with { SuppressedRoles = [.. framework.Spec.SuppressedRoles.Except(meant)] };
        framework.Revive(meant);
        return Tell(frameworkId, []);
    }

    /// <inheritdoc/>
    public ValueTask SetQuota(string role, RoleQuota quota)
    {
        _quotas[role] = quota;
        _root.SetPolicy(new Dictionary<string, double>(_weights), new Dictionary<string, RoleQuota>(_quotas));
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetWeights(IReadOnlyDictionary<string, double> weights)
    {
        foreach (var (role, weight) in weights)
        {
            _weights[role] = weight;
        }

        _root.SetPolicy(new Dictionary<string, double>(_weights), new Dictionary<string, RoleQuota>(_quotas));
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames)
    {
        _root.SetWhitelist(hostnames);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask Recover(int knownAgents)
    {
        _root = NewRoot(++_sequence, options, seed);
        _root.SetPolicy(_weights, _quotas);
        _root.Recover(knownAgents);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask EndRecovery()
    {
        _root.EndRecovery();
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal)
    {
        _root.AnswerInverseOffer(agentId, frameworkId, response, refusal, _now);
        return Done();
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AllocationOffer>> TakeOffers()
    {
        AllocationOffer[] taken = [.. _offers];
        _offers.Clear();
        return ValueTask.FromResult<IReadOnlyList<AllocationOffer>>(taken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InverseOfferRequest>> LatestInverseOffers() => ValueTask.FromResult(_inverseOffers);

    /// <inheritdoc/>
    public ValueTask<ResourceSet> TotalOf(string agentId) => ValueTask.FromResult(_root.Allocator.TotalOf(agentId));

    /// <inheritdoc/>
    public ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId) =>
        ValueTask.FromResult(_root.Allocator.HeldBy(frameworkId, role, agentId));

    /// <inheritdoc/>
    public ValueTask<double> DominantShare(string role) => ValueTask.FromResult(_root.Allocator.DominantShare(role));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RoleOrder() => ValueTask.FromResult(_root.Allocator.RoleOrder());

    /// <inheritdoc/>
    public ValueTask<int> ActiveFilters(string role) => ValueTask.FromResult(_root.Allocator.ActiveFilters(role));

    /// <inheritdoc/>
    public ValueTask<long> Runs() => ValueTask.FromResult(_root.Allocator.Runs);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;

    private static RootAllocation NewRoot(long epoch, AllocatorOptions options, int seed)
    {
        var names = new OfferNames("c" + epoch);
        names.Add(0, long.MaxValue / 2);
        return new RootAllocation(
            epoch, new RootOptions { Allocator = options, IsEventDriven = false, HeartbeatInterval = Patience }, new Random(seed), names);
    }

    private CoreTreeAgent AgentOf(string agentId) =>
        _agents.GetValueOrDefault(agentId) ?? throw new ArgumentException($"Agent {agentId} is not known", nameof(agentId));

    private CoreTreeFramework FrameworkOf(string id) =>
        _frameworks.GetValueOrDefault(id) ?? throw new ArgumentException($"Framework {id} is not known", nameof(id));

    private RoleAllocation Role(string name)
    {
        if (!_roles.TryGetValue(name, out var role))
        {
            _roles.Add(name, role = new RoleAllocation(name, 1));
        }

        return role;
    }

    private ValueTask Report(string agentId)
    {
        _root.Update(AgentOf(agentId).Report(), _now);
        return Done();
    }

    private ValueTask Tell(string frameworkId, IEnumerable<string> formerRoles)
    {
        var framework = FrameworkOf(frameworkId);
        var demand = framework.Demand(++_sequence, _agents.Keys);
        foreach (var name in framework.Spec.Roles.Union(formerRoles).DefaultIfEmpty(RoleName.Default))
        {
            var role = Role(name);
            var has = role.Offers.Where(offer => offer.FrameworkId == frameworkId).Select(offer => offer.OfferId).ToList();
            var outcome = role.SetDemand(demand, has, Patience, _now);
            if (outcome.IsNews)
            {
                _root.Update(role.Report(whole: false) with { Demands = [demand] }, _now);
            }

            End(outcome.Lost);
        }

        return Done();
    }

    private void End(IEnumerable<OpenOffer> offers) =>
        _root.EndOffers([.. offers.Select(offer => new EndedOffer(offer.OfferId, offer.FrameworkId))], _now);

    private ValueTask Done()
    {
        // Who should rescind offers does not: in a case only its own words end them.
        _ = _root.TakeEffects();
        _root.CheckInvariants();
        if (!_isHeld && _root.IsRunRequested)
        {
            Take(_root.Run(_now, periodic: false));
        }

        return default;
    }

    private void Take(RootRun run)
    {
        foreach (var offer in run.Offers)
        {
            var role = Role(offer.Role);
            role.TryBegin(_root.Epoch, run.Batch, out _);
            Assert.True(role.TryAdd(new OpenOffer(offer.Id, offer.FrameworkId, offer.AgentId, _now)), $"{offer.Role} refuses {offer.Id}");
            _offers.Add(new AllocationOffer(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources));
        }

        foreach (var role in run.Offers.Select(offer => offer.Role).Distinct().ToList())
        {
            _root.Acknowledge(role, Role(role).Epoch, run.Batch, taken: true, _now);
        }

        _inverseOffers =
        [
            .. run.InverseOffers.Select(offer => new InverseOfferRequest(
                offer.FrameworkId, offer.AgentId, new AgentUnavailability(DateTimeOffset.UnixEpoch))),
        ];
        _root.CheckInvariants();
    }
}
