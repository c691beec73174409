using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>A refuse filter (allocation.md 10): anything contained in these resources is not offered until then.</summary>
/// <param name="Resources">What was refused, unallocated.</param>
/// <param name="Until">End of the filter.</param>
internal sealed record RefusedResources(ResourceSet Resources, DateTimeOffset Until);
