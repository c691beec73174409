using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation;

/// <summary>Settings of the allocator; the defaults are those of Mesos.</summary>
public sealed record AllocatorOptions
{
    /// <summary>Time between the end of one periodic run and the start of the next; also the shortest refuse filter.</summary>
    public TimeSpan AllocationInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What orders roles.</summary>
    public SorterKind RoleSorter { get; init; } = SorterKind.Drf;

    /// <summary>What orders the frameworks of a role.</summary>
    public SorterKind FrameworkSorter { get; init; } = SorterKind.Drf;

    /// <summary>Resource names that play no part in fairness.</summary>
    public IReadOnlyList<string> FairSharingExcludedResourceNames { get; init; } = [];

    /// <summary>An offer must contain one of these amounts; an empty list accepts anything.</summary>
    public IReadOnlyList<ResourceQuantities> MinAllocatableResources { get; init; } =
        MinAllocatable.Parse(MinAllocatable.Default);

    /// <summary>Withholds agents with gpus from frameworks without GPU_RESOURCES.</summary>
    public bool FilterGpuResources { get; init; } = true;

    /// <summary>The region of the cluster; null when it has no domain.</summary>
    public string? Region { get; init; }

    /// <summary>Part of the known agents that ends the hold-off after a restart, from 0 to 1.</summary>
    public double AgentRecoveryFactor { get; init; } = 0.8;

    /// <summary>Longest hold-off after a restart; the caller keeps the time.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
