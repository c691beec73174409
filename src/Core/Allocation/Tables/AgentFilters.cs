namespace MesosOrleans.Core.Allocation.Tables;

/// <summary>The refuse filters of one agent, oldest first; the first <see cref="Seen"/> have been seen by a batch.</summary>
internal struct AgentFilters
{
    public RefuseFilter[] Entries { get; private set; }

    public int Count { get; private set; }

    public int Seen { get; set; }

    /// <summary>No filter ends before; meaningless while there are none.</summary>
    public long NextExpiry { get; private set; }

    public void Append(RefuseFilter filter)
    {
        Entries ??= new RefuseFilter[2];
        if (Count == Entries.Length)
        {
            // Grows by a sixteenth: with a thousand frameworks these arrays are most of the allocator's memory.
            var larger = new RefuseFilter[Count + Math.Max(2, Count / 16)];
            Entries.AsSpan(0, Count).CopyTo(larger);
            Entries = larger;
        }

        NextExpiry = Count == 0 ? filter.Expiry : Math.Min(NextExpiry, filter.Expiry);
        Entries[Count++] = filter;
    }

    public void RemoveAt(int at)
    {
        Entries.AsSpan(at + 1, Count - at - 1).CopyTo(Entries.AsSpan(at));
        Count--;
        Seen -= at < Seen ? 1 : 0;
    }

    public readonly int Find(int slot, int refused)
    {
        for (var at = 0; at < Count; at++)
        {
            if (Entries[at].Slot == slot && Entries[at].Refused == refused)
            {
                return at;
            }
        }

        return -1;
    }

    public readonly bool HasSlot(int slot)
    {
        for (var at = 0; at < Count; at++)
        {
            if (Entries[at].Slot == slot)
            {
                return true;
            }
        }

        return false;
    }

    public void RefreshNextExpiry()
    {
        NextExpiry = long.MaxValue;
        for (var at = 0; at < Count; at++)
        {
            NextExpiry = Math.Min(NextExpiry, Entries[at].Expiry);
        }
    }
}
