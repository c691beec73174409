using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>
/// Chooses the offers to rescind when quota changes, so that the next cycle has something to obey it with. Resources
/// that nobody holds are presumed to be gone. Best effort.
/// </summary>
public static class QuotaRescind
{
    /// <summary>Offers to rescind after UPDATE_QUOTA, for one entry.</summary>
    /// <param name="role">The role.</param>
    /// <param name="quota">Its new quota.</param>
    /// <param name="consumption">What its subtree consumes; offers not counted.</param>
    /// <param name="offers">All outstanding offers, those of one agent next to each other.</param>
    public static IReadOnlyList<OutstandingOffer> ForUpdate(
        string role, RoleQuota quota, ResourceQuantities consumption, IReadOnlyCollection<OutstandingOffer> offers)
    {
        var rescinded = new List<OutstandingOffer>();
        var own = offers.Where(offer => RoleName.IsInSubtree(offer.Role, role)).ToArray();
        var consumed = own.Aggregate(consumption, (sum, offer) => sum + offer.Resources.Quantities);
        foreach (var offer in own)
        {
            if (quota.Limits.Contains(consumed))
            {
                break;
            }

            rescinded.Add(offer);
            consumed -= offer.Resources.Quantities;
        }

        var supply = consumed;
        foreach (var offer in offers.Where(offer => !RoleName.IsInSubtree(offer.Role, role)))
        {
            if (supply.Contains(quota.Guarantees))
            {
                break;
            }

            rescinded.Add(offer);
            supply += offer.Resources.Quantities;
        }

        return rescinded;
    }

    /// <summary>Offers to rescind after a legacy SET.</summary>
    /// <param name="guarantee">The new guarantee.</param>
    /// <param name="frameworksInRole">How many connected active frameworks the role has.</param>
    /// <param name="agentIds">Connected active agents.</param>
    /// <param name="offers">All outstanding offers.</param>
    public static IReadOnlyList<OutstandingOffer> ForSet(
        ResourceQuantities guarantee, int frameworksInRole, IEnumerable<string> agentIds,
        IReadOnlyCollection<OutstandingOffer> offers)
    {
        var rescinded = new List<OutstandingOffer>();
        var supply = ResourceQuantities.Empty;
        var byAgent = offers.ToLookup(offer => offer.AgentId, StringComparer.Ordinal);
        var visited = 0;
        foreach (var agent in agentIds)
        {
            if (supply.Contains(guarantee) && visited >= frameworksInRole)
            {
                break;
            }

            // Only agents that give something count as visited.
            visited += byAgent[agent].Any() ? 1 : 0;
            foreach (var offer in byAgent[agent])
            {
                rescinded.Add(offer);
                supply += offer.Resources.Quantities;
            }
        }

        return rescinded;
    }
}
