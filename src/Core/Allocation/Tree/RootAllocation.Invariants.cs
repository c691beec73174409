using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <content>What must hold at any moment.</content>
public sealed partial class RootAllocation
{
    /// <summary>
    /// Checks that the book and the allocator agree: of each agent everything is free, in exactly one offer, or used.
    /// </summary>
    /// <exception cref="InvariantViolationException">They do not.</exception>
    public void CheckInvariants()
    {
        Invariant.Check(
            _offers.Count == _agents.Values.Sum(agent => agent.Offers.Count)
            && _offers.Count == _roles.Values.Sum(role => role.Offers.Count),
            "the books of offers differ");
        foreach (var (id, agent) in _agents)
        {
            CheckAgent(id, agent);
        }
    }

    private void CheckAgent(string id, AgentEntry agent)
    {
        var held = new List<ResourceSet>();
        foreach (var (framework, role) in agent.Holders())
        {
            var wanted = agent.UsedBy(framework, role) + agent.OfferedTo(framework, role);
            held.Add(wanted.NonShared);
            if (_frameworks.ContainsKey(framework))
            {
                var charged = _allocator.HeldBy(framework, role, id);
                Invariant.Check(
                    charged.Equals(wanted),
                    $"framework {framework} is charged {charged} of agent {id} and holds {wanted}");
            }
        }

        var total = agent.Snapshot.Total.NonShared;
        var sum = ResourceSet.Sum(held);
        var free = _allocator.AvailableOf(id).NonShared;
        if (total.Contains(sum))
        {
            Invariant.Check((free + sum).Equals(total), $"agent {id}: {free} free and {sum} held is not {total}");
        }
        else
        {
            Invariant.Check(free.Equals(total - sum), $"agent {id}: {free} free while {sum} is held of {total}");
        }
    }
}
