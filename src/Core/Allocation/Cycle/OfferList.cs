using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>The offers of a cycle; what both stages give to one framework, role and agent is one offer.</summary>
internal sealed class OfferList
{
    private readonly List<(FrameworkRole Holder, AgentRow Agent, ResourceSet Resources)> _offers = [];
    private readonly Dictionary<(int Agent, int Slot), int> _firstStage = [];

    public void Clear()
    {
        _offers.Clear();
        _firstStage.Clear();
    }

    public void Add(FrameworkRole holder, AgentRow agent, ResourceSet resources, bool isFirstStage)
    {
        var key = (agent.Index, holder.Slot);
        if (!isFirstStage && _firstStage.Count > 0 && _firstStage.TryGetValue(key, out var at))
        {
            _offers[at] = (holder, agent, _offers[at].Resources + resources);
            return;
        }

        if (isFirstStage)
        {
            _firstStage.Add(key, _offers.Count);
        }

        _offers.Add((holder, agent, resources));
    }

    public AllocationOffer[] ToOffers()
    {
        var offers = new AllocationOffer[_offers.Count];
        for (var i = 0; i < offers.Length; i++)
        {
            var (holder, agent, resources) = _offers[i];
            offers[i] = new AllocationOffer(holder.Framework.Id, holder.Role.Node.Path, agent.Id, resources);
        }

        return offers;
    }
}
