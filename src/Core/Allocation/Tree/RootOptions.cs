using MesosOrleans.Core.Allocation.Constraints;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>Settings of the tree's root.</summary>
public sealed record RootOptions
{
    /// <summary>Settings of the allocator itself.</summary>
    public AllocatorOptions Allocator { get; init; } = new();

    /// <summary>Bounds on regular expressions in offer constraints; they were checked when the framework subscribed.</summary>
    public RegexLimits RegexLimits { get; init; } = RegexLimits.Default;

    /// <summary>
    /// True when what becomes free asks for a cycle at once; false when it waits for the periodic one, as in Mesos. What
    /// is declined without a filter always waits: otherwise it would go back and forth without end.
    /// </summary>
    public bool IsEventDriven { get; init; } = true;

    /// <summary>How long offers and inverse offers may be unknown to those who should have them.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent or a framework may be silent before it is taken for removed.</summary>
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromMinutes(3);
}
