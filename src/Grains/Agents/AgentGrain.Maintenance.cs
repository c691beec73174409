using MesosOrleans.Core.Agents;
using MesosOrleans.Core.Maintenance;
using MesosOrleans.Grains.Interfaces.Agents;
using MesosOrleans.Grains.Interfaces.Maintenance;

namespace MesosOrleans.Grains.Agents;

/// <summary>What the schedule of maintenance means for this agent (agent.md 17).</summary>
public sealed partial class AgentGrain
{
    private const string MachineDown = "Operator initiated 'Machine DOWN'";
    private AgentMaintenance _maintenance = new();
    private DateTimeOffset _maintenanceAskedAt;

    private IMaintenanceGrain Maintenance => GrainFactory.GetGrain<IMaintenanceGrain>(0);

    /// <inheritdoc />
    public Task OnMaintenanceChanged(long version) =>
        State.Standing == AgentStanding.Registered && version > _maintenance.Version
            ? TakeMaintenance()
            : Task.CompletedTask;

    // A word that the schedule changed may have been lost.
    private Task AskMaintenance() =>
        State.Standing == AgentStanding.Registered && time.GetUtcNow() - _maintenanceAskedAt >= Limits.MaintenanceInterval
        ? TakeMaintenance()
        : Task.CompletedTask;

    private async Task TakeMaintenance()
    {
        _maintenanceAskedAt = time.GetUtcNow();
        var found = await Maintenance.Find(State.Info!.Hostname, State.Ip);
        if (found.Version < _maintenance.Version || State.Standing != AgentStanding.Registered)
        {
            return;
        }

        var before = _maintenance;
        _maintenance = found;
        if (found.Mode == MachineMode.Down)
        {
            await BecomeLost(AgentStanding.Removed, AgentLoss.Removed(State.Info.Hostname, MachineDown), MachineDown);
        }
        else if (!Equals(before.Unavailability, found.Unavailability))
        {
            _ledger.Touch();
            MarkChanged();
            Report();
        }
    }
}
