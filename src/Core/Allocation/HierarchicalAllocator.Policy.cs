using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <content>Quota, weights, and the hold-off after a restart.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>The tree of roles with what they hold; for listing and for metrics.</summary>
    public RoleTree Roles => _state.Tree;

    /// <summary>The names behind scalar name indexes.</summary>
    public ScalarNames Names => _state.Names;

    /// <summary>Sets a role's quota, checked by the caller; the default removes it. No run.</summary>
    public void UpdateQuota(string role, RoleQuota quota) =>
        _state.Tree.UpdateQuota(role, quota.Compile(_state.Names));

    /// <summary>Sets weights, checked by the caller; roles need not exist. No run.</summary>
    public void UpdateWeights(IEnumerable<KeyValuePair<string, double>> weights)
    {
        foreach (var (role, weight) in weights)
        {
            _state.Tree.UpdateWeight(role, weight);
            _state.RoleSorter.UpdateWeight(role, weight);
        }
    }

    /// <summary>
    /// Starts the hold-off after a restart: with any quota set, nothing is offered before most of the known agents are
    /// back, lest guarantees are given away. Without quota, or without known agents, nothing is held off.
    /// </summary>
    /// <param name="knownAgents">How many agents the registry knows.</param>
    /// <param name="quotas">Quotas to set first.</param>
    public void Recover(int knownAgents, IEnumerable<KeyValuePair<string, RoleQuota>> quotas)
    {
        foreach (var (role, quota) in quotas)
        {
            UpdateQuota(role, quota);
        }

        _expectedAgents = (int)(knownAgents * _options.AgentRecoveryFactor);
        _isHeldOff = _expectedAgents > 0 && _state.Tree.WithQuota.Count > 0;
        EndHoldOffIfRecovered();
    }

    /// <summary>Ends the hold-off because its time is over; the next batch offers.</summary>
    public void EndRecovery() => _isHeldOff = false;

    /// <summary>What a role's subtree holds, offers included.</summary>
    /// <returns>Unreserved and reserved scalars together.</returns>
    public ResourceQuantities OfferedOrAllocated(string role)
    {
        if (_state.Tree.Find(role) is not { } node)
        {
            return ResourceQuantities.Empty;
        }

        return ToQuantities(name => node.UnreservedHeld[name] + node.ReservedHeld.Totals[name]);
    }

    /// <summary>What counts against a role's quota as its operators see it: launched amounts and all reservations.</summary>
    public ResourceQuantities QuotaConsumed(string role) =>
        _state.Tree.Find(role) is { } node ? ToQuantities(node.QuotaConsumed) : ResourceQuantities.Empty;

    /// <summary>Scalar reservations of all agents for a role's subtree, in use or not.</summary>
    public ResourceQuantities Reserved(string role) =>
        _state.Tree.Find(role) is { } node ? ToQuantities(name => node.Reservations[name]) : ResourceQuantities.Empty;

    private ResourceQuantities ToQuantities(Func<int, long> amount) => ResourceQuantities.Of(
        [.. Enumerable.Range(0, _state.Names.Count)
            .Select(name => new ResourceQuantity(_state.Names[name], amount(name)))]);

    private void EndHoldOffIfRecovered()
    {
        if (_isHeldOff && _state.Agents.Count >= _expectedAgents)
        {
            _isHeldOff = false;
        }
    }
}
