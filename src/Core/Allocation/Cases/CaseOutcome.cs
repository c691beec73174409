namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>How a case came out.</summary>
/// <param name="Case">The case.</param>
/// <param name="Failure">Where and why it failed; null when it passed.</param>
public sealed record CaseOutcome(AllocationCase Case, string? Failure)
{
    /// <summary>True when every expectation was met.</summary>
    public bool Passed => Failure is null;
}
