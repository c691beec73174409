using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An offer on its way back to the root.</summary>
/// <param name="OfferId">The offer.</param>
/// <param name="FrameworkId">The framework that had it.</param>
public sealed record EndedOffer(string OfferId, string FrameworkId)
{
    /// <summary>What tasks use of it now, unallocated; of offers accepted together the first has the use of all.</summary>
    public ResourceSet Used { get; init; } = ResourceSet.Empty;

    /// <summary>Epoch of the agent that the version belongs to.</summary>
    public long LedgerEpoch { get; init; }

    /// <summary>Version of the agent's ledger that first contains it; 0 when nothing was applied.</summary>
    public long LedgerVersion { get; init; }

    /// <summary>How long the rest is refused; null for no filter.</summary>
    public TimeSpan? Refusal { get; init; }

    /// <summary>True when operations may have turned resources into others.</summary>
    public bool Converted { get; init; }
}
