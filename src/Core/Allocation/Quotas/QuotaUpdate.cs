using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>
/// Checks a whole UPDATE_QUOTA call against the state of the cluster. It is all or nothing: the first error refuses
/// every entry.
/// </summary>
/// <param name="configured">Quotas in force by role.</param>
/// <param name="consumption">
/// What a role's subtree consumes: allocated, and reserved without being allocated; offers not counted.
/// </param>
/// <param name="capacity">Non-revocable resources of all registered agents, disconnected ones included.</param>
/// <param name="whitelist">The roles there may be; null allows any valid name.</param>
public sealed class QuotaUpdate(
    IReadOnlyDictionary<string, RoleQuota> configured, Func<string, ResourceQuantities> consumption,
    ResourceQuantities capacity, IReadOnlySet<string>? whitelist = null)
{
    /// <summary>Checks a call.</summary>
    /// <param name="configs">Its entries.</param>
    /// <param name="force">Skips the checks of consumption and capacity.</param>
    /// <returns>What is wrong; null when the call may go ahead.</returns>
    public string? Validate(IReadOnlyCollection<QuotaConfig> configs, bool force)
    {
        foreach (var config in configs)
        {
            if (QuotaConfigValidator.Validate(config, whitelist) is { } error)
            {
                return error;
            }
        }

        var after = new Dictionary<string, RoleQuota>(configured, StringComparer.Ordinal);
        foreach (var config in configs)
        {
            after[config.Role] = QuotaConfigValidator.ToQuota(config);
            if (!force && ValidateConsumption(config.Role, after[config.Role]) is { } error)
            {
                return QuotaConfigValidator.Prefix + error;
            }
        }

        return (ValidateHierarchy(after) ?? (force ? null : ValidateCapacity(after))) is { } wrong
            ? QuotaConfigValidator.Prefix + wrong
            : null;
    }

    /// <summary>Checks that at every role the guarantees of the roles below fit into its own.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? ValidateHierarchy(IReadOnlyDictionary<string, RoleQuota> quotas)
    {
        var children = new SortedDictionary<string, ResourceQuantities>(StringComparer.Ordinal);
        foreach (var role in quotas.Keys.SelectMany(role => RoleName.Ancestors(role).Append(role)).Distinct())
        {
            if (RoleName.Parent(role) is { } parent)
            {
                children[parent] = children.GetValueOrDefault(parent) + GuaranteesOf(quotas, role);
            }
        }

        foreach (var (parent, sum) in children)
        {
            var guarantees = GuaranteesOf(quotas, parent);
            if (!guarantees.Contains(sum))
            {
                return $"Invalid quota configuration. Parent role '{parent}' with guarantees ({guarantees}) "
                    + $"does not contain the sum of its children's guarantees ({sum})";
            }
        }

        return null;
    }

    private static ResourceQuantities GuaranteesOf(IReadOnlyDictionary<string, RoleQuota> quotas, string role) =>
        quotas.TryGetValue(role, out var quota) ? quota.Guarantees : ResourceQuantities.Empty;

    private string? ValidateConsumption(string role, RoleQuota quota)
    {
        var consumed = consumption(role);
        return quota.Limits.Contains(consumed)
            ? null
            : $"Role '{role}' is already consuming '{consumed}'; this is more than the requested limits "
                + $"'{quota.Limits}' (use 'force' flag to bypass this check)";
    }

    private string? ValidateCapacity(Dictionary<string, RoleQuota> quotas)
    {
        var total = ResourceQuantities.Empty;
        foreach (var (role, quota) in quotas)
        {
            total = RoleName.IsHierarchical(role) ? total : total + quota.Guarantees;
        }

        return capacity.Contains(total)
            ? null
            : $"total quota guarantees '{total}' exceed cluster capacity '{capacity}' "
                + "(use 'force' flag to bypass this check)";
    }
}
