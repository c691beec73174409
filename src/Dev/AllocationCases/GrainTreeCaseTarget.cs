using System.Globalization;
using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Cases;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tree;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Dev.AllocationCases;

/// <summary>
/// Runs cases against the allocator's tree of grains: tells roles what frameworks want and the root what agents have, as
/// the grains of frameworks and agents do, and takes the offers from the frameworks' streams.
/// </summary>
public sealed partial class GrainTreeCaseTarget : TreeCaseTarget
{
    private readonly TreeCluster _cluster;
    private readonly AllocatorOptions _options;
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuotaConfig> _quotas = new(StringComparer.Ordinal);
    private long _policyVersion;

    // Numbers have to be greater than those of the cases before: the clock's are.
    internal GrainTreeCaseTarget(TreeCluster cluster, AllocatorOptions options)
        : base(TimeProvider.System.GetUtcNow().UtcTicks)
    {
        _cluster = cluster;
        _options = options;
    }

    private IRootAllocatorGrain Root => _cluster.Grains.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <inheritdoc />
    public override async ValueTask SetQuota(string role, RoleQuota quota)
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
    public override async ValueTask SetWeights(IReadOnlyDictionary<string, double> weights)
    {
        foreach (var (role, weight) in weights)
        {
            _weights[role] = weight;
        }

        await TellPolicy();
    }

    /// <inheritdoc />
    public override async ValueTask SetWhitelist(IReadOnlyCollection<string>? hostnames)
    {
        await Root.SetWhitelist(hostnames is null ? null : [.. hostnames]);
        await Done();
    }

    /// <inheritdoc />
    public override async ValueTask AnswerInverseOffer(
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

    /// <inheritdoc />
    protected override async ValueTask TellReport(AgentSnapshot report) => await Root.ReportAgent(report.ToMessage());

    /// <inheritdoc />
    protected override async ValueTask TellRemovedAgent(string agentId) => await Root.RemoveAgent(agentId);

    /// <inheritdoc />
    protected override async ValueTask TellRemovedFramework(IReadOnlyList<string> roles, string frameworkId, long sequence) =>
        await Task.WhenAll(roles.Select(role => Role(role).RemoveFramework(frameworkId, sequence)));

    /// <inheritdoc />
    protected override async ValueTask TellDemand(string role, DemandState demand, IReadOnlyList<string> offers) =>
        _ = await Role(role).SetDemand(demand.ToMessage(offers));

    /// <inheritdoc />
    protected override async ValueTask TellEnds(string role, IReadOnlyList<EndedOffer> ends) =>
        await Role(role).EndOffers([.. ends.Select(end => end.ToMessage(role))]);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IRoleAllocatorGrain Role(string role)
    {
        _everAddressed.Add(role);
        return _cluster.Grains.GetGrain<IRoleAllocatorGrain>(role);
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
}
