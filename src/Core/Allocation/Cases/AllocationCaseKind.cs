namespace MesosOrleans.Core.Allocation.Cases;

/// <summary>What a case exercises.</summary>
public enum AllocationCaseKind
{
    /// <summary>A sequence of allocator statements with the offers they lead to.</summary>
    Allocator,

    /// <summary>A sequence of sorter statements with the order they lead to.</summary>
    Sorter,

    /// <summary>A row of a table, described in words; a test of its own stands for it.</summary>
    Table,
}
