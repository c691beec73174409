using System.Runtime.InteropServices;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>An agent as the allocator knows it.</summary>
internal sealed class AgentRow(int index, string id, ResourceViews views)
{
    private readonly List<AgentHolding> _holdings = [];

    /// <summary>Dense number; reused after removal.</summary>
    public int Index { get; } = index;

    public string Id { get; } = id;

    public required AgentAttributes Attributes { get; set; }

    public AgentCapabilities Capabilities { get; set; }

    /// <summary>False while disconnected, deactivated, or draining.</summary>
    public bool IsActivated { get; set; } = true;

    public bool IsCandidate { get; set; }

    public ResourceView Total { get; set; } = views.Empty;

    /// <summary>Total without what is held; shared volumes are always in it.</summary>
    public ResourceView Available { get; private set; } = views.Empty;

    /// <summary>What frameworks use that the allocator has not been told of yet.</summary>
    public List<UsedResources> UnknownUse { get; } = [];

    /// <summary>
    /// The largest <see cref="Available"/> for which this agent's row of blocked slots was found: it holds for
    /// anything contained in it.
    /// </summary>
    public ResourceView BlockedLevel { get; set; } = views.Empty;

    /// <summary>Shared volumes offered in the running cycle.</summary>
    public ResourceSet OfferedShared { get; set; } = ResourceSet.Empty;

    public AgentMaintenance? Maintenance { get; set; }

    public ReadOnlySpan<AgentHolding> Holdings => CollectionsMarshal.AsSpan(_holdings);

    /// <summary>True when more is held than there is.</summary>
    public bool IsOvercommitted { get; private set; }

    public bool HasGpus => Total.Quantities[ScalarNames.Gpus] > 0;

    /// <summary>What a framework holds here under a role.</summary>
    public ResourceView HeldBy(FrameworkRole holder)
    {
        var at = Find(holder);
        return at < 0 ? views.Empty : _holdings[at].Held;
    }

    /// <summary>Gives away what is available.</summary>
    public void Give(FrameworkRole holder, ResourceView given)
    {
        AddHolding(holder, given);
        if (ReferenceEquals(given, Available) && !given.HasShared)
        {
            Available = views.Empty;
        }
        else
        {
            Available = views.Of(Available.Set - given.Set.NonShared);
        }
    }

    /// <summary>Takes back what a framework holds.</summary>
    public void TakeBack(FrameworkRole holder, ResourceView returned)
    {
        SubtractHolding(holder, returned);
        if (_holdings.Count == 0 && UnknownUse.Count == 0)
        {
            Available = Total;
            IsOvercommitted = false;
        }
        else if (IsOvercommitted)
        {
            RefreshAvailable();
        }
        else
        {
            Available = views.Of(Available.Set + returned.Set.NonShared);
        }
    }

    /// <summary>Notes use that exists already; <see cref="RefreshAvailable"/> has to follow.</summary>
    public void AddHolding(FrameworkRole holder, ResourceView held)
    {
        var at = Find(holder);
        if (at < 0)
        {
            _holdings.Add(new AgentHolding(holder, held));
            holder.AgentsHeld++;
            return;
        }

        ref var holding = ref CollectionsMarshal.AsSpan(_holdings)[at];
        holding.Held = views.Of(holding.Held.Set + held.Set);
    }

    /// <summary>Replaces what a framework holds; <see cref="RefreshAvailable"/> has to follow.</summary>
    public void ReplaceHolding(FrameworkRole holder, ResourceView held) =>
        CollectionsMarshal.AsSpan(_holdings)[Find(holder)].Held = held;

    /// <summary>Notes amounts a framework has launched on, as far as it holds them; returns what really was added.</summary>
    public ScalarVector AddLaunched(FrameworkRole holder, ReadOnlySpan<long> amounts)
    {
        var added = new ScalarVector();
        var at = Find(holder);
        if (at < 0)
        {
            return added;
        }

        ref var holding = ref CollectionsMarshal.AsSpan(_holdings)[at];
        holding.Launched ??= new ScalarVector();
        for (var name = 0; name < amounts.Length; name++)
        {
            var most = holding.Held.Unreserved[name] - holding.Launched[name];
            added[name] = Math.Min(amounts[name], most);
            holding.Launched[name] += added[name];
        }

        return added;
    }

    /// <summary>
    /// Notes, before <see cref="TakeBack"/>, that launched amounts end; returns them. Nothing stays launched on that is
    /// no longer held, whatever the caller says.
    /// </summary>
    /// <param name="holder">The holder.</param>
    /// <param name="returned">What comes back.</param>
    /// <param name="isLaunched">True when it was launched on.</param>
    public ScalarVector? EndLaunched(FrameworkRole holder, ResourceView returned, bool isLaunched)
    {
        var at = Find(holder);
        if (at < 0 || _holdings[at].Launched is not { } launched)
        {
            return null;
        }

        var ended = new ScalarVector();
        for (var name = 0; name < launched.Amounts.Length; name++)
        {
            var left = launched[name] - (isLaunched ? returned.Unreserved[name] : 0);
            var most = _holdings[at].Held.Unreserved[name] - returned.Unreserved[name];
            ended[name] = launched[name] - Math.Max(0, Math.Min(left, most));
            launched[name] -= ended[name];
        }

        return ended;
    }

    /// <summary>Works out again what is available.</summary>
    public void RefreshAvailable()
    {
        var held = ResourceSet.Sum(
            _holdings.Select(holding => holding.Held.Set.NonShared)
                .Concat(UnknownUse.Select(use => use.Resources.NonShared)));
        var total = Total.Set.NonShared;
        IsOvercommitted = !total.Contains(held);
        Available = held.IsEmpty ? Total : views.Of((total - held) + Total.Set.Shared);
    }

    private void SubtractHolding(FrameworkRole holder, ResourceView returned)
    {
        var at = Find(holder);
        Invariant.Check(
            at >= 0 && _holdings[at].Held.Contains(returned),
            $"framework {holder.Framework.Id} returns {returned.Set} of agent {Id}, which it does not hold");
        ref var holding = ref CollectionsMarshal.AsSpan(_holdings)[at];
        var left = ReferenceEquals(holding.Held, returned) ? views.Empty : views.Of(holding.Held.Set - returned.Set);
        if (left.IsEmpty)
        {
            _holdings.RemoveAt(at);
            holder.AgentsHeld--;
        }
        else
        {
            holding.Held = left;
        }
    }

    private int Find(FrameworkRole holder)
    {
        var holdings = Holdings;
        for (var at = 0; at < holdings.Length; at++)
        {
            if (ReferenceEquals(holdings[at].Holder, holder))
            {
                return at;
            }
        }

        return -1;
    }
}
