namespace MesosOrleans.Core.Allocation;

/// <summary>The framework capabilities that matter to allocation.</summary>
[Flags]
public enum FrameworkCapabilities
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Takes revocable resources.</summary>
    RevocableResources = 1,

    /// <summary>Takes shared volumes.</summary>
    SharedResources = 2,

    /// <summary>Understands refined reservations.</summary>
    ReservationRefinement = 4,

    /// <summary>Takes agents with gpus.</summary>
    GpuResources = 8,

    /// <summary>Takes agents of other regions.</summary>
    RegionAware = 16,

    /// <summary>Subscribes with a list of roles.</summary>
    MultiRole = 32,
}
