namespace MesosOrleans.Core.Resources;

/// <summary>Who asks for an operation, and what the agent and the framework are capable of.</summary>
public sealed record OperationContext
{
    /// <summary>The authenticated caller; null when nobody is authenticated.</summary>
    public string? Principal { get; init; }

    /// <summary>The framework that asks; null for an operator.</summary>
    public string? FrameworkId { get; init; }

    /// <summary>The roles that the framework is subscribed to.</summary>
    public IReadOnlyCollection<string> FrameworkRoles { get; init; } = [];

    /// <summary>The framework has SHARED_RESOURCES.</summary>
    public bool FrameworkHasSharedResources { get; init; }

    /// <summary>The agent has HIERARCHICAL_ROLE.</summary>
    public bool AgentHasHierarchicalRole { get; init; } = true;

    /// <summary>The agent has RESERVATION_REFINEMENT.</summary>
    public bool AgentHasReservationRefinement { get; init; } = true;

    /// <summary>The agent has RESIZE_VOLUME.</summary>
    public bool AgentHasResizeVolume { get; init; } = true;

    /// <summary>The dynamic reservations and volumes that the agent keeps, unallocated.</summary>
    public ResourceSet Checkpointed { get; init; } = ResourceSet.Empty;

    /// <summary>What tasks and executors of the agent hold, of all frameworks, unallocated.</summary>
    public ResourceSet Used { get; init; } = ResourceSet.Empty;
}
