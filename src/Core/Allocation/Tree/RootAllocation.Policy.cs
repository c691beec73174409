using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <content>Weights, quotas, the hold-off after a restart.</content>
public sealed partial class RootAllocation
{
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleQuota> _quotas = new(StringComparer.Ordinal);

    /// <summary>True while nothing is offered because agents are awaited after a restart.</summary>
    public bool IsHeldOff => _allocator.IsPaused;

    /// <summary>
    /// Takes over all weights and quotas; roles that are missing have the defaults. No run.
    /// </summary>
    public void SetPolicy(IReadOnlyDictionary<string, double> weights, IReadOnlyDictionary<string, RoleQuota> quotas)
    {
        var changed = weights.Where(pair => !_weights.TryGetValue(pair.Key, out var now) || now != pair.Value)
            .Concat(_weights.Keys.Where(role => !weights.ContainsKey(role)).Select(role => KeyValuePair.Create(role, 1.0)))
            .ToList();
        _allocator.UpdateWeights(changed);
        Replace(_weights, weights);
        foreach (var (role, quota) in quotas)
        {
            if (!_quotas.TryGetValue(role, out var now) || now != quota)
            {
                _allocator.UpdateQuota(role, quota);
            }
        }

        foreach (var role in _quotas.Keys.Where(role => !quotas.ContainsKey(role)))
        {
            _allocator.UpdateQuota(role, RoleQuota.Default);
        }

        Replace(_quotas, quotas);
    }

    /// <summary>Starts the hold-off after a restart; to be called once, after <see cref="SetPolicy"/>.</summary>
    /// <param name="knownAgents">How many agents the cluster knows.</param>
    public void Recover(int knownAgents) => _allocator.Recover(knownAgents, []);

    /// <summary>Ends the hold-off because its time is over.</summary>
    public void EndRecovery() => _allocator.EndRecovery();

    /// <summary>Only agents with these host names are offered; null offers all.</summary>
    public void SetWhitelist(IEnumerable<string>? hostnames) => _allocator.UpdateWhitelist(hostnames);

    /// <summary>After weights were set: all offers are rescinded when one of the roles has frameworks.</summary>
    public IReadOnlyList<OutOffer> RescindForWeights(IEnumerable<string> roles)
    {
        if (!WeightUpdate.RescindsOffers(roles, role => _allocator.Roles.Find(role) is { Frameworks: > 0 }))
        {
            return [];
        }

        return Rescind(_offers.Values);
    }

    /// <summary>After quotas were updated.</summary>
    public IReadOnlyList<OutOffer> RescindForUpdate(IEnumerable<string> roles)
    {
        var left = Outstanding();
        var chosen = new List<OutstandingOffer>();
        foreach (var role in roles)
        {
            var quota = _quotas.GetValueOrDefault(role, RoleQuota.Default);
            chosen.AddRange(QuotaRescind.ForUpdate(role, quota, _allocator.QuotaConsumed(role), left));
            left = [.. left.Except(chosen)];
        }

        return Rescind(chosen.Select(offer => _offers[offer.OfferId]));
    }

    /// <summary>After a quota was set by the older call.</summary>
    public IReadOnlyList<OutOffer> RescindForSet(string role)
    {
        var frameworks = _frameworks.Values.Count(framework =>
            framework.Demand.Active && FrameworkSpecReader.RolesOf(framework.Demand.Framework).Contains(role));
        var agents = _agents.Where(agent => agent.Value.Snapshot.Active).Select(agent => agent.Key);
        var chosen = QuotaRescind.ForSet(
            _quotas.GetValueOrDefault(role, RoleQuota.Default).Guarantees, frameworks, agents, Outstanding());
        return Rescind(chosen.Select(offer => _offers[offer.OfferId]));
    }

    /// <summary>Non-revocable scalars of all agents.</summary>
    public ResourceQuantities Capacity() => _agents.Values.Aggregate(
        ResourceQuantities.Empty, (sum, agent) => sum + agent.Snapshot.Total.NonRevocable.ScalarQuantities);

    /// <summary>Suppressed roles of a framework.</summary>
    public IReadOnlyList<string> SuppressedRoles(string frameworkId) => [.. _allocator.SuppressedRoles(frameworkId)];

    /// <summary>Frameworks that the root knows, with their newest demands.</summary>
    public IEnumerable<DemandState> Demands => _frameworks.Values.Select(framework => framework.Demand);

    private static void Replace<T>(Dictionary<string, T> target, IReadOnlyDictionary<string, T> source)
    {
        target.Clear();
        foreach (var (role, value) in source)
        {
            target.Add(role, value);
        }
    }

    private List<OutstandingOffer> Outstanding() =>
    [
        .. _agents.Values.SelectMany(agent => agent.Offers)
            .Select(offer => new OutstandingOffer(offer.Id, offer.Role, offer.AgentId, offer.Resources)),
    ];

    private List<OutOffer> Rescind(IEnumerable<OutOffer> offers)
    {
        var chosen = offers.ToList();
        foreach (var offer in chosen)
        {
            MarkRescinding(offer, null);
        }

        return chosen;
    }
}
