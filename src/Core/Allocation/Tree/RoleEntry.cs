namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>What the root keeps of one role's allocator.</summary>
internal sealed class RoleEntry
{
    /// <summary>Its newest life.</summary>
    public long Epoch { get; set; }

    /// <summary>True when what it has is in doubt: a batch was not answered, or it knows another root.</summary>
    public bool NeedsProbe { get; set; }

    /// <summary>Its offers that are out.</summary>
    public OfferPile Offers { get; } = new();
}
