using MesosOrleans.Core.Maintenance;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Grains.Interfaces.Maintenance;

/// <summary>What the schedule of maintenance means for one agent.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.AgentMaintenance")]
public sealed record AgentMaintenance
{
    /// <summary>Version of the schedule.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>Mode of the agent's machine, as a number of <see cref="MachineMode"/>.</summary>
    [Id(1)]
    public int ModeNumber { get; init; }

    /// <summary>When the agent is planned to be away; null when it is not.</summary>
    [Id(2)]
    public Unavailability? Unavailability { get; init; }

    /// <summary>Mode of the agent's machine.</summary>
    public MachineMode Mode => (MachineMode)ModeNumber;
}
