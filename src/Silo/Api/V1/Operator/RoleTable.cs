using MesosOrleans.Core.Roles;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>
/// The roles that there are: those of the whitelist when there is one, else the ones that are subscribed, in use, reserved,
/// weighted or have a quota; and all that they are below. Amounts are those of a role and of all that is below it.
/// </summary>
internal static class RoleTable
{
    /// <summary>The roles of a cluster, sorted by name.</summary>
    public static IReadOnlyCollection<RoleEntry> Of(
        ClusterView view, RolePolicy policy, IReadOnlyCollection<string>? whitelist = null)
    {
        var roles = new SortedDictionary<string, RoleEntry>(StringComparer.Ordinal);
        foreach (var role in whitelist ?? [])
        {
            Get(roles, role);
        }

        foreach (var (role, weight) in policy.Weights)
        {
            Get(roles, role).Weight = weight;
        }

        foreach (var (role, quota) in policy.Quotas)
        {
            Get(roles, role).Quota = quota;
        }

        foreach (var framework in view.Frameworks)
        {
            foreach (var role in Core.Frameworks.Capabilities.RolesOf(framework.FrameworkInfo))
            {
                Get(roles, role).Frameworks.Add(framework.FrameworkInfo.Id.Value);
            }

            foreach (var resource in framework.OfferedResources)
            {
                foreach (var entry in Upwards(roles, RoleOf(resource)))
                {
                    entry.Offered.Add(resource);
                }
            }
        }

        // What agents say is used of them is all that is used, whoever else has heard of it.
        foreach (var resource in view.Agents.SelectMany(agent => agent.AllocatedResources))
        {
            AddAllocated(roles, resource);
        }

        foreach (var resource in view.Agents.SelectMany(agent => agent.TotalResources))
        {
            if (resource.Reservations.Count > 0)
            {
                foreach (var entry in Upwards(roles, resource.Reservations[^1].Role))
                {
                    entry.Reserved.Add(resource);
                    entry.Consumed.Add(resource);
                }
            }
        }

        return roles.Values;
    }

    private static string RoleOf(Resource resource) => resource.AllocationInfo?.Role ?? "*";

    // What is used of a reservation is consumed by being reserved already; revocable resources are charged to nobody.
    private static void AddAllocated(SortedDictionary<string, RoleEntry> roles, Resource resource)
    {
        foreach (var entry in Upwards(roles, RoleOf(resource)))
        {
            entry.Allocated.Add(resource);
            if (resource.Reservations.Count == 0 && resource.Revocable is null)
            {
                entry.Consumed.Add(resource);
            }
        }
    }

    private static IEnumerable<RoleEntry> Upwards(SortedDictionary<string, RoleEntry> roles, string name)
    {
        yield return Get(roles, name);
        for (var parent = RoleName.Parent(name); parent is not null; parent = RoleName.Parent(parent))
        {
            yield return Get(roles, parent);
        }
    }

    private static RoleEntry Get(SortedDictionary<string, RoleEntry> roles, string name)
    {
        for (var parent = RoleName.Parent(name); parent is not null; parent = RoleName.Parent(parent))
        {
            roles.TryAdd(parent, new RoleEntry(parent));
        }

        if (!roles.TryGetValue(name, out var entry))
        {
            roles.Add(name, entry = new RoleEntry(name));
        }

        return entry;
    }
}
