using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Tree;

/// <summary>An offer that is out, in the root's book: its resources are held until it has ended.</summary>
public sealed class OutOffer
{
    private readonly AllocationOffer _decided;

    internal OutOffer(string id, AllocationOffer decided, long batch, DateTimeOffset madeAt, AgentEntry agent, RoleEntry role)
    {
        _decided = decided;
        Id = id;
        Batch = batch;
        MadeAt = madeAt;
        AgentEntry = agent;
        RoleEntry = role;
        Resources = decided.Resources;
    }

    /// <summary>The offer's id.</summary>
    public string Id { get; }

    /// <summary>The framework.</summary>
    public string FrameworkId => _decided.FrameworkId;

    /// <summary>The role.</summary>
    public string Role => _decided.Role;

    /// <summary>The agent.</summary>
    public string AgentId => _decided.AgentId;

    /// <summary>The agent's newest report.</summary>
    public AgentSnapshot Agent => AgentEntry.Snapshot;

    /// <summary>The batch it went out with.</summary>
    public long Batch { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>What is still held for it, unallocated.</summary>
    public ResourceSet Resources { get; internal set; }

    /// <summary>What the root keeps of its agent.</summary>
    internal AgentEntry AgentEntry { get; }

    /// <summary>What the root keeps of its role.</summary>
    internal RoleEntry RoleEntry { get; }

    /// <summary>Where it is in its role's pile.</summary>
    internal int PlaceInPile { get; set; }

    /// <summary>Life of the role's allocator that took it; 0 while that is not known.</summary>
    internal long RoleEpoch { get; set; }

    /// <summary>True when its agent has reported that an ACCEPT consumed it; the end itself is on its way.</summary>
    internal bool IsSettled { get; set; }

    /// <summary>True when its role was asked to rescind it.</summary>
    internal bool IsRescinding { get; set; }

    /// <summary>Filter to install when it is rescinded.</summary>
    internal TimeSpan? RescindRefusal { get; set; }
}
