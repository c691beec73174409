using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Roles;

/// <summary>What a role's subtree has in the whole cluster, by quantity: ranges and sets count by size.</summary>
/// <param name="Allocated">Used by tasks and executors.</param>
/// <param name="Offered">In outstanding offers.</param>
/// <param name="Reserved">Reserved, allocated or not.</param>
/// <param name="Consumed">Allocated, and reserved without being allocated: what counts against quota.</param>
public sealed record RoleUse(
    ResourceQuantities Allocated, ResourceQuantities Offered, ResourceQuantities Reserved, ResourceQuantities Consumed)
{
    /// <summary>Adds up what a role's subtree has on all agents.</summary>
    public static RoleUse Of(string role, IEnumerable<AgentRoleUse> agents)
    {
        var use = new RoleUse(default, default, default, default);
        foreach (var agent in agents)
        {
            var allocated = agent.Allocated.AllocatedToRoleSubtree(role);
            var reserved = agent.Total.ReservedToRoleSubtree(role).Quantities;

            // Also what others use of the role's reservations is no longer free for it.
            var reservedInUse = agent.Allocated.ReservedToRoleSubtree(role).Quantities;
            use = new RoleUse(
                use.Allocated + allocated.Quantities,
                use.Offered + agent.Offered.AllocatedToRoleSubtree(role).Quantities,
                use.Reserved + reserved,
                use.Consumed + allocated.Quantities + (reserved - reservedInUse));
        }

        return use;
    }
}
