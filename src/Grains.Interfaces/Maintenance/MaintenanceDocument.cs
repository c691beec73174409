using MesosOrleans.Core.Maintenance;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Grains.Interfaces.Maintenance;

/// <summary>The schedule of maintenance at one version.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.MaintenanceDocument")]
public sealed record MaintenanceDocument
{
    /// <summary>Rises with each change.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>The schedule, as operators wrote it.</summary>
    [Id(1)]
    public Schedule Schedule { get; init; } = new();

    /// <summary>Machines that are down; each is part of the schedule.</summary>
    [Id(2)]
    public IReadOnlyList<MachineID> Down { get; init; } = [];

    /// <summary>The plan that it describes.</summary>
    public MaintenancePlan ToPlan() => new(Schedule, Down);
}
