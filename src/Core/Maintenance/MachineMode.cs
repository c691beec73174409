namespace MesosOrleans.Core.Maintenance;

/// <summary>Where a machine is in its maintenance (agent.md 17).</summary>
public enum MachineMode
{
    /// <summary>No maintenance is planned.</summary>
    Up = 0,

    /// <summary>Maintenance is planned: offers say when, frameworks are asked to leave.</summary>
    Draining = 1,

    /// <summary>Taken down: its agents are shut down and refused.</summary>
    Down = 2,
}
