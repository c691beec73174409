namespace MesosOrleans.Bench.Allocator;

/// <summary>What of the workload is run.</summary>
[Flags]
internal enum AllocatorParts
{
    /// <summary>The sequential allocator.</summary>
    Reference = 1,

    /// <summary>The tree of grains.</summary>
    Tree = 2,

    /// <summary>Cycle after cycle until nothing is offered; minutes at the larger sizes.</summary>
    Filtered = 4,

    /// <summary>Everything.</summary>
    All = Reference | Tree | Filtered,
}
