namespace MesosOrleans.Core.Allocation;

/// <summary>The agent capabilities that matter to allocation.</summary>
[Flags]
public enum AgentCapabilities
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Serves frameworks with several roles.</summary>
    MultiRole = 1,

    /// <summary>Serves roles below other roles.</summary>
    HierarchicalRole = 2,

    /// <summary>Keeps refined reservations.</summary>
    ReservationRefinement = 4,

    /// <summary>All of them.</summary>
    All = MultiRole | HierarchicalRole | ReservationRefinement,
}
