using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Maintenance;

/// <summary>
/// The schedule of maintenance, and which machines are down for it: one durable document. Agents are told one-way that it
/// changed and ask what it means for them. Key: 0.
/// </summary>
[Alias("MesosOrleans.IMaintenanceGrain")]
public interface IMaintenanceGrain : IGrainWithIntegerKey
{
    /// <summary>The whole document.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<MaintenanceDocument> Get();

    /// <summary>What the schedule means for an agent of this host name and address.</summary>
    [AlwaysInterleave]
    [Alias("Find")]
    Task<AgentMaintenance> Find(string hostname, string ip);

    /// <summary>Replaces the schedule. Durable when it returns; a failure is a result and changes nothing.</summary>
    [Alias("UpdateSchedule")]
    Task<MaintenanceResult> UpdateSchedule(Schedule schedule);

    /// <summary>Takes machines of the schedule down, all or none: their agents are shut down, and refused until they are up.</summary>
    [Alias("Start")]
    Task<MaintenanceResult> Start(IReadOnlyList<MachineID> machines);

    /// <summary>Brings machines that are down up again, all or none; they leave the schedule.</summary>
    [Alias("Stop")]
    Task<MaintenanceResult> Stop(IReadOnlyList<MachineID> machines);
}
