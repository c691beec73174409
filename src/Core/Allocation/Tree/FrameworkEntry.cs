namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root keeps of one framework beside the allocator's tables.</summary>
internal sealed class FrameworkEntry
{
    /// <summary>The newest demand.</summary>
    public required DemandState Demand { get; set; }

    /// <summary>When some role told of it last.</summary>
    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Inverse offers that are out, by agent: id, and when it was made.</summary>
    public Dictionary<string, (string Id, DateTimeOffset MadeAt)> InverseOffers { get; } = new(StringComparer.Ordinal);
}
