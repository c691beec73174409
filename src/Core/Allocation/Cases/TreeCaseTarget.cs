using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>
/// Runs cases against the allocator's tree, whatever it is made of: keeps what agents and frameworks of a case would keep, and
/// turns its words into the reports and demands that they send. How those travel is up to the classes derived from this.
/// </summary>
public abstract partial class TreeCaseTarget : IAllocationCaseTarget
{
    private readonly Dictionary<string, CaseAgentLedger> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CaseFramework> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CaseOffer> _out = new(StringComparer.Ordinal);
    private readonly List<AllocationOffer> _made = [];
    private IReadOnlyList<InverseOfferRequest> _inverseOffers = [];

    /// <summary>Begins the numbers of agents' lives and frameworks' demands.</summary>
    /// <param name="firstNumber">Greater than all numbers that the tree has seen.</param>
    protected TreeCaseTarget(long firstNumber) => Number = firstNumber;

    /// <summary>True while runs are put off.</summary>
    protected bool IsHeld { get; private set; }

    /// <summary>The newest number given to an agent's life, a framework's demand or anything else that must rise.</summary>
    protected long Number { get; private set; }

    /// <summary>Agents by id.</summary>
    protected IReadOnlyDictionary<string, CaseAgentLedger> Agents => _agents;

    /// <summary>Frameworks by id.</summary>
    protected IReadOnlyDictionary<string, CaseFramework> Frameworks => _frameworks;

    /// <summary>Offers that are out, by id.</summary>
    protected IReadOnlyDictionary<string, CaseOffer> Out => _out;

    /// <inheritdoc/>
    public ValueTask Hold()
    {
        IsHeld = true;
        return default;
    }

    /// <inheritdoc/>
    public ValueTask Go()
    {
        IsHeld = false;
        return Done();
    }

    /// <inheritdoc/>
    public abstract ValueTask Tick();

    /// <inheritdoc/>
    public ValueTask AddAgent(CaseAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var ledger = new CaseAgentLedger(agent.Spec.Id, NextNumber())
        {
            Attributes = agent.Spec.Attributes,
            Capabilities = agent.Spec.Capabilities,
            Total = agent.Spec.Total,
        };
        foreach (var use in agent.Used)
        {
            ledger.SetUsed(use.FrameworkId, use.Role, ledger.UsedBy(use.FrameworkId, use.Role) + use.Resources);
        }

        _agents.Add(ledger.Id, ledger);
        return Report(ledger);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAgent(string agentId)
    {
        _ = AgentOf(agentId);
        _agents.Remove(agentId);
        await TellRemovedAgent(agentId);
        Drop(offer => offer.AgentId == agentId);
        await Done();
    }

    /// <inheritdoc/>
    public ValueTask UpdateAgent(
        string agentId, AgentAttributes? attributes, ResourceSet? total, AgentCapabilities? capabilities)
    {
        var agent = AgentOf(agentId);
        agent.Attributes = attributes ?? agent.Attributes;
        agent.Total = total ?? agent.Total;
        agent.Capabilities = capabilities ?? agent.Capabilities;
        return Report(agent);
    }

    /// <inheritdoc/>
    public ValueTask SetAgentActive(string agentId, bool isActive)
    {
        var agent = AgentOf(agentId);
        agent.IsActive = isActive;
        return Report(agent);
    }

    /// <inheritdoc/>
    public ValueTask ScheduleMaintenance(string agentId)
    {
        var agent = AgentOf(agentId);

        // Each plan is another one.
        agent.Unavailability = new() { Start = new() { Nanoseconds = NextNumber() } };
        return Report(agent);
    }

    /// <inheritdoc/>
    public ValueTask AddFramework(FrameworkSpec framework, bool isActive)
    {
        ArgumentNullException.ThrowIfNull(framework);
        _frameworks.Add(framework.Id, new CaseFramework(framework, isActive));
        return Tell(framework.Id, []);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveFramework(string frameworkId)
    {
        var removed = FrameworkOf(frameworkId);
        _frameworks.Remove(frameworkId);
        await TellRemovedFramework([.. removed.Roles], frameworkId, NextNumber());
        Drop(offer => offer.FrameworkId == frameworkId);
        foreach (var agent in _agents.Values.Where(agent => agent.Forget(frameworkId)))
        {
            agent.NextVersion();
            await TellReport(agent.Report());
        }

        await Done();
    }

    /// <inheritdoc/>
    public async ValueTask UpdateFramework(FrameworkSpec framework)
    {
        ArgumentNullException.ThrowIfNull(framework);
        var known = FrameworkOf(framework.Id);
        var before = known.Roles.ToList();

        // Offers end with the role they were made to, what was launched stays: a case means the latter.
        foreach (var role in before.Except(framework.Roles))
        {
            await LaunchOnOffers(framework.Id, role);
        }

        known.Spec = framework;
        await Tell(framework.Id, before);
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
        if (framework.RolesMeant(roles) is not { } meant)
        {
            return Done();
        }

        framework.Suppress(meant);
        return Tell(frameworkId, []);
    }

    /// <inheritdoc/>
    public ValueTask Revive(string frameworkId, IReadOnlyCollection<string> roles)
    {
        var framework = FrameworkOf(frameworkId);
        if (framework.RolesMeant(roles) is not { } meant)
        {
            return Done();
        }

        framework.Revive(meant);
        return Tell(frameworkId, []);
    }

    /// <inheritdoc/>
    public abstract ValueTask SetQuota(string role, RoleQuota quota);

    /// <inheritdoc/>
    public abstract ValueTask SetWeights(IReadOnlyDictionary<string, double> weights);

    /// <inheritdoc/>
    public abstract ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames);

    /// <inheritdoc/>
    public abstract ValueTask Recover(int knownAgents);

    /// <inheritdoc/>
    public abstract ValueTask EndRecovery();

    /// <inheritdoc/>
    public abstract ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AllocationOffer>> TakeOffers()
    {
        AllocationOffer[] taken = [.. _made];
        _made.Clear();
        return ValueTask.FromResult<IReadOnlyList<AllocationOffer>>(taken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InverseOfferRequest>> LatestInverseOffers() => ValueTask.FromResult(_inverseOffers);

    /// <inheritdoc/>
    public abstract ValueTask<ResourceSet> TotalOf(string agentId);

    /// <inheritdoc/>
    public abstract ValueTask<ResourceSet> HeldBy(string frameworkId, string role, string agentId);

    /// <inheritdoc/>
    public abstract ValueTask<double> DominantShare(string role);

    /// <inheritdoc/>
    public abstract ValueTask<IReadOnlyList<string>> RoleOrder();

    /// <inheritdoc/>
    public abstract ValueTask<int> ActiveFilters(string role);

    /// <inheritdoc/>
    public abstract ValueTask<long> Runs();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Sends an agent's report to the root.</summary>
    protected abstract ValueTask TellReport(AgentSnapshot report);

    /// <summary>Tells the root that an agent has gone.</summary>
    protected abstract ValueTask TellRemovedAgent(string agentId);

    /// <summary>Tells roles that a framework has gone.</summary>
    protected abstract ValueTask TellRemovedFramework(IReadOnlyList<string> roles, string frameworkId, long sequence);

    /// <summary>Tells a role what a framework wants, and which of its offers the framework has.</summary>
    protected abstract ValueTask TellDemand(string role, DemandState demand, IReadOnlyList<string> offers);

    /// <summary>Tells a role how offers ended.</summary>
    protected abstract ValueTask TellEnds(string role, IReadOnlyList<EndedOffer> ends);

    /// <summary>After something was told: runs what it asks for, unless runs are put off.</summary>
    protected abstract ValueTask Done();

    /// <summary>Takes what a run has come to.</summary>
    protected void Take(IEnumerable<CaseOffer> offers, IEnumerable<InverseOfferRequest> inverseOffers)
    {
        ArgumentNullException.ThrowIfNull(offers);
        foreach (var offer in offers)
        {
            _out.Add(offer.OfferId, offer);
            _made.Add(new AllocationOffer(offer.FrameworkId, offer.Role, offer.AgentId, offer.Resources));
        }

        _inverseOffers = [.. inverseOffers];
    }

    /// <summary>A number greater than all before.</summary>
    protected long NextNumber() => ++Number;

    private CaseAgentLedger AgentOf(string agentId) =>
        _agents.GetValueOrDefault(agentId) ?? throw new ArgumentException($"Agent {agentId} is not known", nameof(agentId));

    private CaseFramework FrameworkOf(string id) =>
        _frameworks.GetValueOrDefault(id) ?? throw new ArgumentException($"Framework {id} is not known", nameof(id));

    private async ValueTask Report(CaseAgentLedger agent)
    {
        agent.NextVersion();
        await TellReport(agent.Report());
        await Done();
    }

    private async ValueTask Tell(string frameworkId, IEnumerable<string> formerRoles)
    {
        var framework = FrameworkOf(frameworkId);
        framework.Sequence = NextNumber();
        var demand = framework.Demand(_agents.Keys);
        foreach (var role in framework.Roles.Union(formerRoles).ToList())
        {
            await TellDemand(
                role, demand,
                [.. _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role).Select(offer => offer.OfferId)]);
        }

        Drop(offer => offer.FrameworkId == frameworkId && !framework.Roles.Contains(offer.Role));
        await Done();
    }

    private void Drop(Func<CaseOffer, bool> isOver)
    {
        foreach (var offer in _out.Values.Where(isOver).ToList())
        {
            _out.Remove(offer.OfferId);
        }
    }
}
