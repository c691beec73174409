using MesosOrleans.Core.Allocation.Roles;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <content>Calls for a caller that learns from reports what agents' ledgers hold.</content>
public sealed partial class HierarchicalAllocator
{
    /// <summary>Asks for a run over one agent, of which something has become free. Unknown agents are ignored.</summary>
    public void RequestRun(string agentId)
    {
        if (_state.Agents.Find(agentId) is { } agent)
        {
            Request(agent);
        }
    }

    /// <summary>True when more is held of an agent than it has.</summary>
    public bool IsOvercommitted(string agentId) => _state.Agents.Find(agentId) is { IsOvercommitted: true };

    /// <summary>
    /// Sets what a framework holds on an agent under a role, whatever it held before: use that appeared without an offer,
    /// use that ended, an offer of which a part was turned into something else. What is new is charged and counted,
    /// what is gone is free, what changed is swapped without being counted. No run, no filter. Holdings of unknown
    /// frameworks are kept from being offered and charged once the framework is added.
    /// </summary>
    /// <param name="frameworkId">The holder.</param>
    /// <param name="role">The role it holds them under.</param>
    /// <param name="agentId">The agent; unknown ones are ignored.</param>
    /// <param name="held">All it holds there, offers included; without allocation info.</param>
    /// <param name="launched">The part that is launched on.</param>
    public void SetHeld(string frameworkId, string role, string agentId, ResourceSet held, ResourceSet launched)
    {
        if (_state.Agents.Find(agentId) is not { } agent)
        {
            return;
        }

        if (!_state.Frameworks.TryGetValue(frameworkId, out var framework))
        {
            agent.UnknownUse.RemoveAll(use => use.FrameworkId == frameworkId && use.Role == role);
            if (!held.IsEmpty)
            {
                agent.UnknownUse.Add(new UsedResources(frameworkId, role, held));
            }

            agent.RefreshAvailable();
            return;
        }

        if (held.IsEmpty && !framework.Tracked.ContainsKey(role))
        {
            return;
        }

        var holder = _state.Track(framework, role);
        Replace(agent, holder, _state.Views.Of(held));
        Launch(agent, holder, _state.Views.Of(launched));
        agent.RefreshAvailable();
        _state.UntrackIfIdle(holder);
    }

    private void Replace(AgentRow agent, FrameworkRole holder, ResourceView after)
    {
        var before = agent.HeldBy(holder);
        if (agent.EndLaunched(holder, before, isLaunched: true) is { } ended)
        {
            RoleTree.ChangeAllocated(holder.Role.Node, ended.Amounts, -1);
        }

        if (before.Set.Equals(after.Set))
        {
            return;
        }

        if (before.IsEmpty)
        {
            agent.AddHolding(holder, after);
            _state.Charge(holder, agent.Index, after);
        }
        else if (after.IsEmpty)
        {
            agent.TakeBack(holder, before);
            _state.Discharge(holder, agent.Index, before);
        }
        else
        {
            agent.ReplaceHolding(holder, after);
            _state.Recharge(holder, agent.Index, before, after);
        }
    }
}
