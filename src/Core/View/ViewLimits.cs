namespace MesosOrleans.Core.View;

/// <summary>Bounds of the read model.</summary>
public static class ViewLimits
{
    /// <summary>Ended tasks kept for each framework.</summary>
    public const int CompletedTasksPerFrameworkMax = 1000;

    /// <summary>Unreachable tasks kept for each framework.</summary>
    public const int UnreachableTasksPerFrameworkMax = 1000;

    /// <summary>Completed frameworks kept in each shard.</summary>
    public const int CompletedFrameworksMax = 50;

    /// <summary>Removals that a shard remembers for those who follow it.</summary>
    public const int RemovalsMax = 10_000;

    /// <summary>Entries in one page of a shard's changes.</summary>
    public const int PageEntriesMax = 5_000;
}
