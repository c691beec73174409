namespace MesosOrleans.Dev.AllocationCases;

/// <summary>
/// Offers that a role has published never came to their framework. Streams in memory deliver at most once; the framework's own
/// grain finds out by comparing lists (docs/allocation.md), which a case cannot wait for.
/// </summary>
/// <param name="frameworkId">The framework.</param>
public sealed class OffersLostException(string frameworkId) : Exception($"offers did not reach {frameworkId}");
