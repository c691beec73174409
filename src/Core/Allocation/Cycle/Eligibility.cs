using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>
/// The tests that depend on nothing but the agent, what it has available, and the framework in its role. Who fails
/// them fails them for any smaller amount too, which is why the outcome can be remembered.
/// </summary>
internal static class Eligibility
{
    /// <summary>
    /// True when nothing the agent has available may or should go to the framework under this role.
    /// </summary>
    public static bool IsRefused(AllocatorState state, AllocatorOptions options, AgentRow agent, FrameworkRole framework)
    {
        var role = framework.Role.Node.Path;
        if (framework.Framework.Spec.Constraints.IsAgentExcluded(role, agent.Attributes))
        {
            return true;
        }

        var available = agent.Available.AllocatableTo(role);
        if (available.IsEmpty || !framework.MeetsMinimum(available.Quantities.Amounts))
        {
            return true;
        }

        var capabilities = framework.Framework.Spec.Capabilities;
        if (LacksCapability(options, agent, capabilities, role))
        {
            return true;
        }

        var usable = available.UsableWith(capabilities);
        return !framework.MeetsMinimum(usable.Quantities.Amounts)
            || state.Filters.IsFiltered(agent.Index, framework.Slot, usable);
    }

    private static bool LacksCapability(
        AllocatorOptions options, AgentRow agent, FrameworkCapabilities capabilities, string role)
    {
        if (options.FilterGpuResources && agent.HasGpus && !Has(capabilities, FrameworkCapabilities.GpuResources))
        {
            return true;
        }

        if (agent.Attributes.Region is { } region && region != options.Region
            && !Has(capabilities, FrameworkCapabilities.RegionAware))
        {
            return true;
        }

        if (Has(capabilities, FrameworkCapabilities.MultiRole)
            && (agent.Capabilities & AgentCapabilities.MultiRole) == 0)
        {
            return true;
        }

        return role.Contains('/', StringComparison.Ordinal)
            && (agent.Capabilities & AgentCapabilities.HierarchicalRole) == 0;
    }

    private static bool Has(FrameworkCapabilities all, FrameworkCapabilities one) => (all & one) != 0;
}
