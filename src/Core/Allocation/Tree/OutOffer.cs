using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An offer that is out, in the root's book: its resources are held until it has ended.</summary>
/// <param name="id">The offer's id.</param>
/// <param name="decided">What the cycle decided.</param>
/// <param name="batch">The batch it went out with.</param>
/// <param name="madeAt">When it was made.</param>
public sealed class OutOffer(string id, AllocationOffer decided, long batch, DateTimeOffset madeAt)
{
    /// <summary>The offer's id.</summary>
    public string Id => id;

    /// <summary>The framework.</summary>
    public string FrameworkId => decided.FrameworkId;

    /// <summary>The role.</summary>
    public string Role => decided.Role;

    /// <summary>The agent.</summary>
    public string AgentId => decided.AgentId;

    /// <summary>The batch it went out with.</summary>
    public long Batch => batch;

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt => madeAt;

    /// <summary>What is still held for it, unallocated.</summary>
    public ResourceSet Resources { get; internal set; } = decided.Resources;

    /// <summary>Life of the role's allocator that took it; 0 while that is not known.</summary>
    internal long RoleEpoch { get; set; }

    /// <summary>True when its agent has reported that an ACCEPT consumed it; the end itself is on its way.</summary>
    internal bool IsSettled { get; set; }

    /// <summary>True when its role was asked to rescind it.</summary>
    internal bool IsRescinding { get; set; }

    /// <summary>Filter to install when it is rescinded.</summary>
    internal TimeSpan? RescindRefusal { get; set; }
}
