using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root keeps of one agent beside the allocator's tables.</summary>
internal sealed class AgentEntry
{
    /// <summary>The newest report.</summary>
    public required AgentSnapshot Snapshot { get; set; }

    /// <summary>When the newest report came, a repetition included.</summary>
    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Offers that are out.</summary>
    public List<OutOffer> Offers { get; } = [];

    /// <summary>What accepted offers hold and the newest report does not contain yet.</summary>
    public List<PendingUse> Pending { get; } = [];

    /// <summary>Ends of offers that wait for the report which says what became of them.</summary>
    public List<IReadOnlyList<EndedOffer>> Awaiting { get; } = [];

    /// <summary>When each framework answered its newest inverse offer.</summary>
    public Dictionary<string, DateTimeOffset> AnsweredAt { get; } = new(StringComparer.Ordinal);

    /// <summary>What a framework uses under a role, reported or known to come.</summary>
    public ResourceSet UsedBy(string frameworkId, string role)
    {
        var used = ResourceSet.Empty;
        foreach (var use in Snapshot.Uses)
        {
            if (use.FrameworkId == frameworkId && use.Role == role)
            {
                used += use.Resources;
            }
        }

        foreach (var use in Pending)
        {
            if (use.FrameworkId == frameworkId && use.Role == role)
            {
                used += use.Resources;
            }
        }

        return used;
    }

    /// <summary>What is out to a framework under a role.</summary>
    public ResourceSet OfferedTo(string frameworkId, string role)
    {
        var offered = ResourceSet.Empty;
        foreach (var offer in Offers)
        {
            if (offer.FrameworkId == frameworkId && offer.Role == role)
            {
                offered += offer.Resources;
            }
        }

        return offered;
    }

    /// <summary>Frameworks and roles that something is charged to.</summary>
    public HashSet<(string FrameworkId, string Role)> Holders() =>
    [
        .. Snapshot.Uses.Select(use => (use.FrameworkId, use.Role)),
        .. Pending.Select(use => (use.FrameworkId, use.Role)),
        .. Offers.Select(offer => (offer.FrameworkId, offer.Role)),
    ];
}
