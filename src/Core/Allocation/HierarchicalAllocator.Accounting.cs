using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <content>Calls about resources that were offered.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>
    /// Takes back resources: a declined, rescinded or unused offer, or what a task used. Unknown agents and
    /// frameworks are ignored. No run.
    /// </summary>
    /// <param name="frameworkId">The holder.</param>
    /// <param name="role">The role they were offered under.</param>
    /// <param name="agentId">The agent.</param>
    /// <param name="resources">Without allocation info.</param>
    /// <param name="refusal">How long the framework does not want to see them; null installs no filter.</param>
    /// <param name="now">Present time.</param>
    /// <param name="isAllocated">True when they were launched on.</param>
    /// <exception cref="InvariantViolationException">The framework does not hold them.</exception>
    public void RecoverResources(
        string frameworkId, string role, string agentId, ResourceSet resources, TimeSpan? refusal, DateTimeOffset now,
        bool isAllocated = false)
    {
        if (resources.IsEmpty || _state.Agents.Find(agentId) is not { } agent)
        {
            return;
        }

        if (!_state.Frameworks.TryGetValue(frameworkId, out var framework))
        {
            ReturnUnknownUse(agent, frameworkId, role, resources);
            return;
        }

        if (!framework.Tracked.TryGetValue(role, out var holder))
        {
            return;
        }

        var view = _state.Views.Of(resources);
        Return(agent, holder, view, isAllocated);
        if (refusal is { } duration && framework.Roles.Contains(role))
        {
            var shortest = duration > _options.AllocationInterval ? duration : _options.AllocationInterval;
            _state.Filters.Install(agent.Index, holder.Slot, view, (now + shortest).UtcTicks);
        }

        _state.UntrackIfIdle(holder);
    }

    /// <summary>Notes that offered resources are launched on.</summary>
    public void TransitionOfferedToAllocated(string frameworkId, string role, string agentId, ResourceSet resources)
    {
        if (_state.Agents.Find(agentId) is { } agent
            && _state.Frameworks.TryGetValue(frameworkId, out var framework)
            && framework.Tracked.TryGetValue(role, out var holder))
        {
            Launch(agent, holder, _state.Views.Of(resources));
        }
    }

    /// <summary>What a framework holds on an agent under a role, offered or allocated.</summary>
    public ResourceSet HeldBy(string frameworkId, string role, string agentId) =>
        _state.Agents.Find(agentId) is { } agent
        && _state.Frameworks.TryGetValue(frameworkId, out var framework)
        && framework.Tracked.TryGetValue(role, out var holder)
            ? agent.HeldBy(holder).Set
            : ResourceSet.Empty;

    /// <summary>All an agent has.</summary>
    public ResourceSet TotalOf(string agentId) => Agent(agentId).Total.Set;

    /// <summary>What of an agent is neither offered nor allocated; shared volumes always are in it.</summary>
    public ResourceSet AvailableOf(string agentId) => Agent(agentId).Available.Set;

    /// <summary>Applies operations of a framework to what it holds and to the agent's total. Counts stay. No run.</summary>
    /// <exception cref="InvariantViolationException">The framework does not hold what is consumed.</exception>
    public void UpdateAllocation(
        string frameworkId, string role, string agentId, IReadOnlyList<ResourceConversion> conversions)
    {
        var agent = Agent(agentId);
        var holder = Framework(frameworkId).Tracked.GetValueOrDefault(role)
            ?? throw new ArgumentException($"Framework {frameworkId} holds nothing under role {role}", nameof(role));
        var before = agent.HeldBy(holder);
        var held = before.Set;
        var total = agent.Total.Set;
        foreach (var conversion in conversions)
        {
            Apply(conversion, ref held);

            // Further copies of a shared volume do not make the agent larger.
            if (!conversion.Consumed.IsEmpty)
            {
                Apply(conversion, ref total);
            }
        }

        var after = _state.Views.Of(held);
        agent.ReplaceHolding(holder, after);
        _state.Recharge(holder, agent.Index, before, after);
        _state.ChangeTotal(agent, _state.Views.Of(total));
        agent.RefreshAvailable();
        _state.Blocked.ClearAgent(agent.Index);
    }

    /// <summary>Applies operations of an operator to what is available on an agent. No run.</summary>
    /// <returns>False, with nothing changed, when what is consumed is not available.</returns>
    public bool UpdateAvailable(string agentId, IReadOnlyList<ResourceConversion> conversions)
    {
        var agent = Agent(agentId);
        var available = agent.Available.Set;
        var total = agent.Total.Set;
        foreach (var conversion in conversions)
        {
            if (conversion.TryApply(available, out available) is not null)
            {
                return false;
            }

            Apply(conversion, ref total);
        }

        // From the new total, not from what was converted above: of an agent that shrank, more may be held than it has.
        _state.ChangeTotal(agent, _state.Views.Of(total));
        agent.RefreshAvailable();
        _state.Blocked.ClearAgent(agent.Index);
        return true;
    }

    private static void Apply(ResourceConversion conversion, ref ResourceSet target)
    {
        var error = conversion.TryApply(target, out target);
        Invariant.Check(error is null, $"{error}");
    }

    private void Return(AgentRow agent, FrameworkRole holder, ResourceView returned, bool isAllocated)
    {
        if (agent.EndLaunched(holder, returned, isAllocated) is { } ended)
        {
            RoleTree.ChangeAllocated(holder.Role.Node, ended.Amounts, -1);
        }

        agent.TakeBack(holder, returned);
        _state.Discharge(holder, agent.Index, returned);
    }

    private static void Launch(AgentRow agent, FrameworkRole holder, ResourceView launched)
    {
        var added = agent.AddLaunched(holder, launched.Unreserved.Amounts);
        RoleTree.ChangeAllocated(holder.Role.Node, added.Amounts, 1);
    }

    private static void ReturnUnknownUse(AgentRow agent, string frameworkId, string role, ResourceSet resources)
    {
        var at = agent.UnknownUse.FindIndex(use => use.FrameworkId == frameworkId && use.Role == role);
        if (at >= 0)
        {
            var left = agent.UnknownUse[at].Resources - resources;
            if (left.IsEmpty)
            {
                agent.UnknownUse.RemoveAt(at);
            }
            else
            {
                agent.UnknownUse[at] = agent.UnknownUse[at] with { Resources = left };
            }

            agent.RefreshAvailable();
        }
    }
}
