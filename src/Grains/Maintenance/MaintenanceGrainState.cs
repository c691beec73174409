using MesosOrleans.Grains.Interfaces.Maintenance;

namespace MesosOrleans.Grains.Maintenance;

/// <summary>What is durable of maintenance. Its version in storage is the fence between two activations.</summary>
[GenerateSerializer, Alias("MesosOrleans.MaintenanceGrainState")]
public sealed class MaintenanceGrainState
{
    /// <summary>The document, or null before the first change.</summary>
    [Id(0)]
    public MaintenanceDocument? Document { get; set; }
}
