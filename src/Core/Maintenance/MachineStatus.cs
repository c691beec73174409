using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Maintenance;

/// <summary>What a schedule means for one agent.</summary>
/// <param name="Mode">Mode of its machine.</param>
/// <param name="Unavailability">When it is planned to be away; null while its machine is up.</param>
public sealed record MachineStatus(MachineMode Mode, Unavailability? Unavailability)
{
    /// <summary>No maintenance.</summary>
    public static readonly MachineStatus Up = new(MachineMode.Up, null);
}
