using MesosOrleans.Core.Allocation.Tables;

namespace MesosOrleans.Core.Allocation;

/// <content>Calls about frameworks.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>Adds a framework; what known agents reported as its use is charged to it. Runs over all agents.</summary>
    /// <param name="spec">The framework.</param>
    /// <param name="isActive">Whether it may be offered anything yet.</param>
    /// <exception cref="ArgumentException">The framework is known already.</exception>
    public void AddFramework(FrameworkSpec spec, bool isActive = true)
    {
        var framework = new FrameworkRow(spec) { IsActive = isActive };
        if (!_state.Frameworks.TryAdd(spec.Id, framework))
        {
            throw new ArgumentException($"Framework {spec.Id} is known already", nameof(spec));
        }

        foreach (var role in spec.Roles)
        {
            _state.RefreshActivity(_state.Track(framework, role));
        }

        foreach (var agent in _state.Agents.All)
        {
            AccountUnknownUse(agent, framework);
        }

        if (isActive)
        {
            RequestAll();
        }
    }

    /// <summary>Removes a framework and frees all it holds. No run.</summary>
    public void RemoveFramework(string id)
    {
        if (!_state.Frameworks.Remove(id, out var framework))
        {
            return;
        }

        framework.Roles.Clear();
        foreach (var agent in _state.Agents.All)
        {
            agent.Maintenance?.Outstanding.Remove(id);
            foreach (var holding in agent.Holdings.ToArray())
            {
                if (ReferenceEquals(holding.Holder.Framework, framework))
                {
                    Return(agent, holding.Holder, holding.Held, isAllocated: true);
                }
            }
        }

        foreach (var tracked in framework.Tracked.Values.ToArray())
        {
            _state.UntrackIfIdle(tracked);
        }
    }

    /// <summary>Lets a framework have offers, but for its suppressed roles. Runs over all agents.</summary>
    public void ActivateFramework(string id)
    {
        var framework = Framework(id);
        framework.IsActive = true;
        RefreshActivity(framework);
        RequestAll();
    }

    /// <summary>Keeps a framework from offers and forgets its filters. What it holds stays charged. No run.</summary>
    public void DeactivateFramework(string id)
    {
        var framework = Framework(id);
        framework.IsActive = false;
        RefreshActivity(framework);
        framework.InverseFilters.Clear();
        foreach (var tracked in framework.Tracked.Values)
        {
            RemoveFilters(tracked);
        }
    }

    /// <summary>
    /// Replaces roles, suppressed roles, capabilities, least amounts, and constraints. No run: the next batch sees it.
    /// </summary>
    public void UpdateFramework(FrameworkSpec spec)
    {
        var framework = Framework(spec.Id);
        var revived = framework.SuppressedRoles.Except(spec.SuppressedRoles).Intersect(spec.Roles).ToArray();
        var removed = framework.Roles.Except(spec.Roles).ToArray();
        framework.Spec = spec;
        framework.Roles.Clear();
        framework.Roles.UnionWith(spec.Roles);
        framework.SuppressedRoles.Clear();
        framework.SuppressedRoles.UnionWith(spec.SuppressedRoles);
        foreach (var role in spec.Roles)
        {
            _state.Track(framework, role);
        }

        foreach (var tracked in framework.Tracked.Values)
        {
            // Also forgets which agents the old capabilities and constraints ruled out.
            _state.RefreshMinimum(tracked);
        }

        RefreshActivity(framework);
        if (revived.Length > 0)
        {
            framework.InverseFilters.Clear();
        }

        foreach (var role in revived)
        {
            RemoveFilters(framework.Tracked[role]);
        }

        foreach (var role in removed)
        {
            RemoveFilters(framework.Tracked[role]);
            _state.UntrackIfIdle(framework.Tracked[role]);
        }
    }

    /// <summary>Stops offers to a framework in some of its roles. No run.</summary>
    /// <param name="id">The framework.</param>
    /// <param name="roles">The roles; none means all.</param>
    public void SuppressOffers(string id, params IReadOnlyCollection<string> roles)
    {
        var framework = Framework(id);
        if (RolesMeant(framework, roles) is { } meant)
        {
            framework.SuppressedRoles.UnionWith(meant);
            RefreshActivity(framework);
        }
    }

    /// <summary>
    /// Starts offers again in some roles, forgets the filters of these roles and all inverse filters. Runs over all.
    /// </summary>
    /// <param name="id">The framework.</param>
    /// <param name="roles">The roles; none means all.</param>
    public void ReviveOffers(string id, params IReadOnlyCollection<string> roles)
    {
        var framework = Framework(id);
        if (RolesMeant(framework, roles) is not { } meant)
        {
            return;
        }

        framework.InverseFilters.Clear();
        framework.SuppressedRoles.ExceptWith(meant);
        RefreshActivity(framework);
        foreach (var role in meant)
        {
            RemoveFilters(framework.Tracked[role]);
        }

        RequestAll();
    }

    /// <summary>A call that names a role the framework is not subscribed to is dropped whole.</summary>
    private static string[]? RolesMeant(FrameworkRow framework, IReadOnlyCollection<string> roles)
    {
        if (roles.Count == 0)
        {
            return [.. framework.Roles];
        }

        return roles.All(framework.Roles.Contains) ? [.. roles] : null;
    }

    private void RefreshActivity(FrameworkRow framework)
    {
        foreach (var tracked in framework.Tracked.Values)
        {
            _state.RefreshActivity(tracked);
        }
    }

    private void RemoveFilters(FrameworkRole tracked)
    {
        _state.Filters.RemoveSlot(tracked.Slot);
        _state.Blocked.ClearSlot(tracked.Slot);
    }

    private void AccountUnknownUse(AgentRow agent, FrameworkRow framework)
    {
        var known = agent.UnknownUse.Where(use => use.FrameworkId == framework.Id).ToArray();
        foreach (var use in known)
        {
            agent.UnknownUse.Remove(use);
            AccountUse(agent, framework, use);
        }

        if (known.Length > 0)
        {
            agent.RefreshAvailable();
        }
    }

    /// <summary>Charges use that exists already, as launched on.</summary>
    private void AccountUse(AgentRow agent, FrameworkRow framework, UsedResources use)
    {
        var view = _state.Views.Of(use.Resources);
        if (view.IsEmpty)
        {
            return;
        }

        var holder = _state.Track(framework, use.Role);
        agent.AddHolding(holder, view);
        _state.Charge(holder, agent.Index, view);
        Launch(agent, holder, view);
    }
}
