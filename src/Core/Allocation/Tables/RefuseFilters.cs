namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>
/// Refuse filters by agent and slot (one framework in one role). A filter is 16 bytes: refused resources are kept
/// once however many filters mean the same, and expiry is found by a sweep of agents instead of a timer each.
/// </summary>
internal sealed class RefuseFilters
{
    private readonly RefusedResources _refused = new();
    private readonly PairBits _present = new();
    private AgentFilters[] _agents = [];
    private int[] _countBySlot = [];

    /// <summary>How many filters a slot has.</summary>
    public int CountOf(int slot) => slot < _countBySlot.Length ? _countBySlot[slot] : 0;

    /// <summary>Makes room for agents and slots.</summary>
    public void Reserve(int agents, int slots)
    {
        _present.Reserve(agents, slots);
        if (_agents.Length < agents)
        {
            Array.Resize(ref _agents, Math.Max(agents, _agents.Length * 2));
        }

        if (_countBySlot.Length < slots)
        {
            Array.Resize(ref _countBySlot, Math.Max(slots, _countBySlot.Length * 2));
        }
    }

    /// <summary>Installs a filter; an equal one of the slot is prolonged.</summary>
    /// <param name="agent">Agent index.</param>
    /// <param name="slot">Slot.</param>
    /// <param name="refused">What was refused.</param>
    /// <param name="expiry">End of the filter in ticks.</param>
    public void Install(int agent, int slot, ResourceView refused, long expiry)
    {
        var id = _refused.Acquire(refused);
        ref var filters = ref _agents[agent];
        if (_present[agent, slot] && filters.Find(slot, id) is var at and >= 0)
        {
            expiry = Math.Max(expiry, filters.Entries[at].Expiry);
            RemoveAt(agent, at);
        }

        filters.Append(new RefuseFilter(slot, id, expiry));
        _present.Set(agent, slot);
        _countBySlot[slot]++;
    }

    /// <summary>True when a filter of the slot refused all of the offer.</summary>
    public bool IsFiltered(int agent, int slot, ResourceView offer)
    {
        if (!_present[agent, slot])
        {
            return false;
        }

        ref var filters = ref _agents[agent];

        // From the newest back: that is the one an offer has most often just met.
        for (var at = filters.Count - 1; at >= 0; at--)
        {
            if (filters.Entries[at].Slot == slot && _refused[filters.Entries[at].Refused].Contains(offer))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Removes what has expired: a filter goes when its time has come and one batch has seen it.
    /// </summary>
    /// <param name="now">Time in ticks.</param>
    /// <param name="unblock">Called with agent and slot of every removed filter.</param>
    public void Expire(long now, Action<int, int> unblock)
    {
        for (var agent = 0; agent < _agents.Length; agent++)
        {
            if (_agents[agent].NextExpiry <= now && _agents[agent].Seen > 0)
            {
                ExpireAgent(agent, now, unblock);
            }
        }
    }

    /// <summary>Notes that a batch has seen all filters there are.</summary>
    public void MarkSeen()
    {
        foreach (ref var filters in _agents.AsSpan())
        {
            filters.Seen = filters.Count;
        }
    }

    /// <summary>Removes all filters of a slot.</summary>
    public void RemoveSlot(int slot)
    {
        for (var agent = 0; CountOf(slot) > 0 && agent < _agents.Length; agent++)
        {
            if (!_present[agent, slot])
            {
                continue;
            }

            for (var at = _agents[agent].Count - 1; at >= 0; at--)
            {
                if (_agents[agent].Entries[at].Slot == slot)
                {
                    RemoveAt(agent, at);
                }
            }
        }
    }

    /// <summary>Removes all filters of an agent.</summary>
    public void RemoveAgent(int agent)
    {
        ref var filters = ref _agents[agent];
        for (var at = 0; at < filters.Count; at++)
        {
            _refused.Release(filters.Entries[at].Refused);
            _countBySlot[filters.Entries[at].Slot]--;
        }

        filters = default;
        _present.ClearAgent(agent);
    }

    private void ExpireAgent(int agent, long now, Action<int, int> unblock)
    {
        ref var filters = ref _agents[agent];
        for (var at = filters.Seen - 1; at >= 0; at--)
        {
            if (filters.Entries[at].Expiry <= now)
            {
                var slot = filters.Entries[at].Slot;
                RemoveAt(agent, at);
                unblock(agent, slot);
            }
        }

        filters.RefreshNextExpiry();
    }

    private void RemoveAt(int agent, int at)
    {
        ref var filters = ref _agents[agent];
        var entry = filters.Entries[at];
        filters.RemoveAt(at);
        _refused.Release(entry.Refused);
        _countBySlot[entry.Slot]--;
        if (!filters.HasSlot(entry.Slot))
        {
            _present.Clear(agent, entry.Slot);
        }
    }
}
