using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <content>Calls about agents.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>Adds an agent, activated. Runs over it.</summary>
    /// <param name="spec">The agent.</param>
    /// <param name="used">What runs on it; use of unknown frameworks is charged when they are added.</param>
    /// <param name="unavailability">Its planned unavailability, if any.</param>
    /// <exception cref="ArgumentException">The agent is known already.</exception>
    public void AddAgent(
        AgentSpec spec, IEnumerable<UsedResources>? used = null, AgentUnavailability? unavailability = null)
    {
        if (_state.Agents.Find(spec.Id) is not null)
        {
            throw new ArgumentException($"Agent {spec.Id} is known already", nameof(spec));
        }

        var agent = _state.Agents.Add(spec);
        agent.Maintenance = unavailability is null ? null : new AgentMaintenance(unavailability);
        _state.Reserve();
        _state.ChangeTotal(agent, _state.Views.Shared(spec.Total));
        AddUse(agent, used ?? []);
        EndHoldOffIfRecovered();
        Request(agent);
    }

    /// <summary>Removes an agent with all that is held on it. No run.</summary>
    public void RemoveAgent(string id)
    {
        if (_state.Agents.Find(id) is not { } agent)
        {
            return;
        }

        foreach (var holding in agent.Holdings.ToArray())
        {
            Return(agent, holding.Holder, holding.Held, isAllocated: true);
            _state.UntrackIfIdle(holding.Holder);
        }

        _state.ChangeTotal(agent, _state.Views.Empty);
        _state.Filters.RemoveAgent(agent.Index);
        _state.Blocked.ClearAgent(agent.Index);
        foreach (var framework in _state.Frameworks.Values)
        {
            framework.InverseFilters.Remove(agent.Index);
        }

        _candidates.Remove(agent);
        _state.Agents.Remove(agent);
    }

    /// <summary>Takes over a changed agent. Runs over it when something has changed.</summary>
    /// <param name="id">The agent.</param>
    /// <param name="attributes">Host name, fault domain and attributes; null leaves them.</param>
    /// <param name="total">All it has; null leaves it.</param>
    /// <param name="capabilities">Its capabilities; null leaves them.</param>
    public void UpdateAgent(
        string id, AgentAttributes? attributes = null, ResourceSet? total = null,
        AgentCapabilities? capabilities = null)
    {
        var agent = Agent(id);
        var isChanged = false;
        if (attributes is not null && !agent.Attributes.SameAttributes(attributes.Attributes))
        {
            _state.Filters.RemoveAgent(agent.Index);
            RemoveInverseFilters(agent);
            isChanged = true;
        }

        if (attributes is not null)
        {
            isChanged |= (agent.Attributes.Hostname, agent.Attributes.Region, agent.Attributes.Zone)
                != (attributes.Hostname, attributes.Region, attributes.Zone);
            agent.Attributes = attributes;
        }

        if (capabilities is { } now && now != agent.Capabilities)
        {
            agent.Capabilities = now;
            isChanged = true;
        }

        if (total is not null && !total.Equals(agent.Total.Set))
        {
            _state.ChangeTotal(agent, _state.Views.Shared(total));
            agent.RefreshAvailable();
            isChanged = true;
        }

        if (isChanged)
        {
            _state.Blocked.ClearAgent(agent.Index);
            Request(agent);
        }
    }

    /// <summary>Adds a resource provider's resources to an agent. No run.</summary>
    public void AddResourceProvider(string id, ResourceSet total, IEnumerable<UsedResources> used)
    {
        var agent = Agent(id);
        _state.ChangeTotal(agent, _state.Views.Of(agent.Total.Set + total));
        _state.Blocked.ClearAgent(agent.Index);
        AddUse(agent, used);
    }

    /// <summary>Lets an agent be offered again. No run.</summary>
    public void ActivateAgent(string id) => Agent(id).IsActivated = true;

    /// <summary>Keeps an agent from being offered; its resources stay in all totals. No run.</summary>
    public void DeactivateAgent(string id) => Agent(id).IsActivated = false;

    private void AddUse(AgentRow agent, IEnumerable<UsedResources> used)
    {
        foreach (var use in used)
        {
            if (_state.Frameworks.TryGetValue(use.FrameworkId, out var framework))
            {
                AccountUse(agent, framework, use);
            }
            else
            {
                agent.UnknownUse.Add(use);
            }
        }

        agent.RefreshAvailable();
    }

    private void RemoveInverseFilters(AgentRow agent)
    {
        foreach (var framework in _state.Frameworks.Values)
        {
            framework.InverseFilters.Remove(agent.Index);
        }
    }
}
