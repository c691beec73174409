using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Sorters;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <content>What can be seen from outside.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>How many runs there have been.</summary>
    public long Runs => _runs;

    /// <summary>The weighted dominant share of a role; 0 for a role without frameworks.</summary>
    public double DominantShare(string role) => _state.RoleSorter.Share(role);

    /// <summary>Roles in the order in which they would be served now.</summary>
    public IReadOnlyList<string> RoleOrder()
    {
        var walk = new SorterWalk();
        var order = new List<string>();
        _state.RoleSorter.Sort(walk);
        for (var client = walk.Next(); client >= 0; client = walk.Next())
        {
            order.Add(_state.RoleSorter.PathOf(client));
        }

        return order;
    }

    /// <summary>Refuse filters of all frameworks in a role.</summary>
    public int ActiveFilters(string role) =>
        _state.FindRole(role)?.All.Sum(framework => _state.Filters.CountOf(framework.Slot)) ?? 0;

    /// <summary>The roles in which a framework is suppressed.</summary>
    public IReadOnlyCollection<string> SuppressedRoles(string frameworkId) => Framework(frameworkId).SuppressedRoles;

    /// <summary>Agents that a framework's offer constraints leave out, for one of its roles.</summary>
    public IReadOnlyList<string> ExcludedAgents(string frameworkId, string role)
    {
        var constraints = Framework(frameworkId).Spec.Constraints;
        return
        [
            .. _state.Agents.All.Where(agent => constraints.IsAgentExcluded(role, agent.Attributes))
                .Select(agent => agent.Id),
        ];
    }

    /// <summary>Takes all gauges and counters at once.</summary>
    public AllocatorMetrics Metrics() => new(
        _runs,
        ToQuantities(name => _state.ClusterTotal[name]),
        ToQuantities(name => _state.RoleSorter.Charged[name]),
        _state.Tree.Nodes.ToDictionary(node => node.Path, MetricsOf, StringComparer.Ordinal),
        ToQuantities(_state.Tree.Root.QuotaConsumed));

    private RoleMetrics MetricsOf(RoleNode node)
    {
        var client = _state.RoleSorter.Find(node.Path);
        var charged = client < 0 || node.Quota.IsDefault ? [] : _state.RoleSorter.ChargedTo(client).ToArray();
        return new RoleMetrics(
            client < 0 ? null : DominantShare(node.Path),
            ActiveFilters(node.Path),
            ToQuantities(node.Quota.GuaranteeOf),
            ToLimits(node.Quota),
            ToQuantities(name => name < charged.Length ? charged[name] : 0),
            ToQuantities(node.QuotaConsumed));
    }

    private ResourceLimits ToLimits(QuotaAmounts quota) => ResourceLimits.Of(
        [.. Enumerable.Range(0, _state.Names.Count)
            .Where(name => quota.LimitOf(name) != QuotaAmounts.Unlimited)
            .Select(name => new ResourceQuantity(_state.Names[name], quota.LimitOf(name)))]);
}
