using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root knows of one agent.</summary>
internal sealed class AgentEntry(int index)
{
    /// <summary>Dense number, for the sorters.</summary>
    public int Index => index;

    /// <summary>The newest report.</summary>
    public required AgentSnapshot Snapshot { get; set; }

    /// <summary>Pieces that are out.</summary>
    public Dictionary<long, Piece> Out { get; } = [];

    /// <summary>What accepted offers hold and the newest report does not contain yet.</summary>
    public List<PendingUse> Pending { get; } = [];

    /// <summary>Roles that turned down what is free now.</summary>
    public HashSet<string> TurnedDown { get; } = new(StringComparer.Ordinal);

    /// <summary>What each role is charged for on this agent.</summary>
    public Dictionary<string, ResourceCharge> Charges { get; } = new(StringComparer.Ordinal);

    /// <summary>True when the next cycle is to look at it.</summary>
    public bool IsCandidate { get; set; }

    /// <summary>What is neither held nor out.</summary>
    public ResourceSet Free { get; private set; } = ResourceSet.Empty;

    /// <summary>Computes <see cref="Free"/> anew.</summary>
    /// <returns>True when there is something free that was not before.</returns>
    public bool Refresh()
    {
        var free = Snapshot.Total;
        foreach (var use in Snapshot.Uses)
        {
            free -= use.Resources.Unallocate();
        }

        foreach (var use in Pending)
        {
            free -= use.Resources;
        }

        foreach (var piece in Out.Values)
        {
            free -= piece.Resources;
        }

        var grown = !Free.Contains(free);
        Free = free;
        return grown;
    }
}
