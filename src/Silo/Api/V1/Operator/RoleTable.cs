using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>The roles that there are: subscribed, in use, reserved or weighted, and all that they are below.</summary>
internal static class RoleTable
{
    /// <summary>The roles of a cluster, sorted by name.</summary>
    public static IReadOnlyCollection<RoleEntry> Of(ClusterView view, IReadOnlyList<WeightInfo> weights)
    {
        var roles = new SortedDictionary<string, RoleEntry>(StringComparer.Ordinal);
        foreach (var info in weights)
        {
            Get(roles, info.Role).Weight = info.Weight;
        }

        foreach (var framework in view.Frameworks)
        {
            foreach (var role in Core.Frameworks.Capabilities.RolesOf(framework.FrameworkInfo))
            {
                Get(roles, role).Frameworks.Add(framework.FrameworkInfo.Id.Value);
            }

            foreach (var resource in framework.AllocatedResources)
            {
                Get(roles, resource.AllocationInfo?.Role ?? "*").Allocated.Add(resource);
            }

            foreach (var resource in framework.OfferedResources)
            {
                Get(roles, resource.AllocationInfo?.Role ?? "*").Offered.Add(resource);
            }
        }

        foreach (var resource in view.Agents.SelectMany(agent => agent.TotalResources))
        {
            if (resource.Reservations.Count > 0)
            {
                Get(roles, resource.Reservations[^1].Role).Reserved.Add(resource);
            }
        }

        return roles.Values;
    }

    private static RoleEntry Get(SortedDictionary<string, RoleEntry> roles, string name)
    {
        for (var parent = Core.Roles.RoleName.Parent(name); parent is not null; parent = Core.Roles.RoleName.Parent(parent))
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
