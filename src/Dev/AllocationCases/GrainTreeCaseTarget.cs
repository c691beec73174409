using System.Globalization;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>
/// Runs cases against the allocator's tree of grains: tells roles what frameworks want and the root what agents have, as
/// the grains of frameworks and agents do, and takes the offers from the frameworks' streams.
/// </summary>
public sealed partial class GrainTreeCaseTarget : IAllocationCaseTarget
{
    private readonly TreeCluster _cluster;
    private readonly AllocatorOptions _options;
    private readonly Dictionary<string, CaseAgentLedger> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CaseFramework> _frameworks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleOfferOut> _out = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuotaConfig> _quotas = new(StringComparer.Ordinal);
    private readonly List<AllocationOffer> _offers = [];
    private IReadOnlyList<InverseOfferRequest> _inverseOffers = [];
    private long _epoch;
    private long _sequence;
    private long _policyVersion;
    private bool _isHeld;

    internal GrainTreeCaseTarget(TreeCluster cluster, AllocatorOptions options)
    {
        _cluster = cluster;
        _options = options;
    }

    private IRootAllocatorGrain Root => _cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <inheritdoc />
    public ValueTask Hold()
    {
        _isHeld = true;
        return default;
    }

    /// <inheritdoc />
    public ValueTask Go()
    {
        _isHeld = false;
        return Done();
    }

    /// <inheritdoc />
    public async ValueTask Tick()
    {
        await Settle();
        await Take(await Root.Cycle(periodic: true, _options.AllocationInterval));
    }

    /// <inheritdoc />
    public ValueTask AddAgent(CaseAgent agent)
    {
        var ledger = new CaseAgentLedger(agent.Spec.Id, ++_epoch)
        {
            Attributes = agent.Spec.Attributes,
            Capabilities = agent.Spec.Capabilities,
            Total = agent.Spec.Total,
        };
        foreach (var use in agent.Used)
        {
            ledger.SetUsed(use.FrameworkId, use.Role, ledger.UsedBy(use.FrameworkId, use.Role) + use.Resources);
        }

        _agents.Add(agent.Spec.Id, ledger);
        return Report(agent.Spec.Id);
    }

    /// <inheritdoc />
    public async ValueTask RemoveAgent(string agentId)
    {
        _ = LedgerOf(agentId);
        _agents.Remove(agentId);
        await Root.RemoveAgent(agentId);
        DropOffers(offer => offer.AgentId == agentId);
        await Done();
    }

    /// <inheritdoc />
    public ValueTask UpdateAgent(
        string agentId, AgentAttributes? attributes, ResourceSet? total, AgentCapabilities? capabilities)
    {
        var agent = LedgerOf(agentId);
        agent.Attributes = attributes ?? agent.Attributes;
        agent.Total = total ?? agent.Total;
        agent.Capabilities = capabilities ?? agent.Capabilities;
        return Report(agentId);
    }

    /// <inheritdoc />
    public ValueTask SetAgentActive(string agentId, bool isActive)
    {
        LedgerOf(agentId).IsActive = isActive;
        return Report(agentId);
    }

    /// <inheritdoc />
    public ValueTask ScheduleMaintenance(string agentId)
    {
        LedgerOf(agentId).Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = ++_epoch * 1_000_000_000 } };
        return Report(agentId);
    }

    /// <inheritdoc />
    public ValueTask AddFramework(FrameworkSpec framework, bool isActive)
    {
        var added = new CaseFramework { Spec = framework, Sequence = ++_sequence };
        added.SetActive(isActive);
        _frameworks.Add(framework.Id, added);
        return Tell(framework.Id, []);
    }

    /// <inheritdoc />
    public async ValueTask RemoveFramework(string frameworkId)
    {
        var removed = FrameworkOf(frameworkId);
        _frameworks.Remove(frameworkId);
        await Task.WhenAll(removed.Spec.Roles.Select(role =>
            Role(role).RemoveFramework(frameworkId, removed.Sequence + 1)));
        DropOffers(offer => offer.FrameworkId == frameworkId);
        foreach (var agent in _agents.Where(agent => agent.Value.Forget(frameworkId)))
        {
            agent.Value.NextVersion();
            await Root.ReportAgent(agent.Value.Report());
        }

        await Done();
    }

    /// <inheritdoc />
    public async ValueTask UpdateFramework(FrameworkSpec framework)
    {
        var known = FrameworkOf(framework.Id);
        var before = known.Spec.Roles;

        // Offers end with the role they were made to, what was launched stays: a case means the latter.
        foreach (var role in before.Except(framework.Roles))
        {
            await LaunchOnOffers(framework.Id, role);
        }

        known.Spec = framework;
        await Tell(framework.Id, before);
    }

    /// <inheritdoc />
    public ValueTask SetFrameworkActive(string frameworkId, bool isActive)
    {
        FrameworkOf(frameworkId).SetActive(isActive);
        return Tell(frameworkId, []);
    }

    /// <inheritdoc />
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

    /// <inheritdoc />
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

    /// <inheritdoc />
    public async ValueTask SetQuota(string role, RoleQuota quota)
    {
        var config = new QuotaConfig { Role = role };
        foreach (var guarantee in quota.Guarantees)
        {
            config.Guarantees.Add(guarantee.Name, new Value.Types.Scalar { Value = guarantee.Milli / 1000.0 });
        }

        foreach (var limit in quota.Limits)
        {
            config.Limits.Add(limit.Name, new Value.Types.Scalar { Value = limit.Milli / 1000.0 });
        }

        _quotas[role] = config;
        await TellPolicy();
    }

    /// <inheritdoc />
    public async ValueTask SetWeights(IReadOnlyDictionary<string, double> weights)
    {
        foreach (var (role, weight) in weights)
        {
            _weights[role] = weight;
        }

        await TellPolicy();
    }

    /// <inheritdoc />
    public async ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames)
    {
        await Root.SetWhitelist(hostnames is null ? null : [.. hostnames]);
        await Done();
    }

    /// <inheritdoc />
    public async ValueTask AnswerInverseOffer(
        string frameworkId, string agentId, InverseOfferResponse? response, TimeSpan? refusal)
    {
        await Root.AnswerInverseOffer(new InverseOfferAnswer
        {
            AgentId = agentId,
            FrameworkId = frameworkId,
            Accepted = response is null ? null : response == InverseOfferResponse.Accept,
            RefuseSeconds = refusal?.TotalSeconds,
        });
        await Done();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IRoleAllocatorGrain Role(string role) => _cluster.Grains.GetGrain<IRoleAllocatorGrain>(role);

    private CaseAgentLedger LedgerOf(string agentId) =>
        _agents.GetValueOrDefault(agentId) ?? throw new ArgumentException($"Agent {agentId} is not known", nameof(agentId));

    private CaseFramework FrameworkOf(string id) =>
        _frameworks.GetValueOrDefault(id) ?? throw new ArgumentException($"Framework {id} is not known", nameof(id));

    private async ValueTask Report(string agentId)
    {
        var agent = LedgerOf(agentId);
        agent.NextVersion();
        await Root.ReportAgent(agent.Report());
        await Done();
    }

    private async ValueTask Tell(string frameworkId, IEnumerable<string> formerRoles)
    {
        var framework = FrameworkOf(frameworkId);
        framework.Sequence = ++_sequence;
        var roles = framework.Spec.Roles.Union(formerRoles).DefaultIfEmpty(RoleName.Default);
        foreach (var role in roles)
        {
            _everAddressed.Add(role);
            _ = await Role(role).SetDemand(framework.Demand(
                [.. _out.Values.Where(offer => offer.FrameworkId == frameworkId && offer.Role == role).Select(offer => offer.OfferId)]));
        }

        DropOffers(offer => offer.FrameworkId == frameworkId && !framework.Spec.Roles.Contains(offer.Role));
        await Done();
    }

    private async Task TellPolicy()
    {
        await Root.SetPolicy(Policy(), new PolicyChange { Kind = PolicyChangeKind.None });
        await Done();
    }

    private RolePolicy Policy() => new()
    {
        Version = ++_policyVersion,
        Weights = new Dictionary<string, double>(_weights),
        Quotas = new Dictionary<string, QuotaConfig>(_quotas),
    };

    private void DropOffers(Func<RoleOfferOut, bool> isOver)
    {
        foreach (var offer in _out.Values.Where(isOver).ToList())
        {
            _out.Remove(offer.OfferId);
        }
    }
}
