using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Core.Maintenance;

/// <summary>
/// The schedule of maintenance and which of its machines are down. Every machine of the schedule that is not down is
/// draining; every other machine is up. Immutable: each change is a new plan, or says why it cannot be.
/// </summary>
public sealed class MaintenancePlan
{
    /// <summary>Most machines in a schedule.</summary>
    public const int MachinesMax = 10_000;

    /// <summary>Nothing is planned.</summary>
    public static readonly MaintenancePlan Empty = new(new Schedule(), []);

    private readonly List<(MachineKey Key, MachineID Id, Unavailability Unavailability)> _machines;
    private readonly HashSet<MachineKey> _down;

    // Machines that were scheduled once and are up: errors speak of them as of machines that are known.
    private readonly HashSet<MachineKey> _former;

    /// <summary>Takes a plan up again that was valid when it was stored.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="down">Those of its machines that are down.</param>
    public MaintenancePlan(Schedule schedule, IEnumerable<MachineID> down)
        : this(schedule, down, [])
    {
    }

    private MaintenancePlan(Schedule schedule, IEnumerable<MachineID> down, IEnumerable<MachineKey> known)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
        _machines =
        [
            .. schedule.Windows.SelectMany(window =>
                window.MachineIds.Select(id => (MachineKey.Of(id), id, window.Unavailability))),
        ];
        _down = [.. down.Select(MachineKey.Of)];
        _former = [.. known.Except(_machines.Select(machine => machine.Key)).Take(MachinesMax)];
        Invariant.Check(
            _down.All(machine => _machines.Any(scheduled => scheduled.Key == machine)), $"a machine is down outside of the schedule");
    }

    /// <summary>The schedule, as operators wrote it.</summary>
    public Schedule Schedule { get; }

    /// <summary>Machines that are down, in the order of the schedule.</summary>
    public IEnumerable<MachineID> Down =>
        _machines.Where(machine => _down.Contains(machine.Key)).Select(machine => machine.Id);

    /// <summary>Machines that are draining, in the order of the schedule.</summary>
    public IEnumerable<MachineID> Draining =>
        _machines.Where(machine => !_down.Contains(machine.Key)).Select(machine => machine.Id);

    private IEnumerable<MachineKey> Known => _machines.Select(machine => machine.Key).Concat(_former);

    /// <summary>Replaces the whole schedule; a machine that is down stays so and must be part of it.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? TryUpdate(Schedule schedule, out MaintenancePlan plan)
    {
        plan = this;
        if (MaintenanceValidator.Validate(schedule, MachinesMax) is { } error)
        {
            return error;
        }

        var kept = schedule.Windows.SelectMany(window => window.MachineIds).Select(MachineKey.Of).ToHashSet();
        if (_machines.Find(machine => _down.Contains(machine.Key) && !kept.Contains(machine.Key)) is { Id: { } removed })
        {
            return $"{MachineKey.Describe(removed)} is deactivated and cannot be removed from the schedule";
        }

        plan = new MaintenancePlan(schedule.Clone(), Down, Known);
        return null;
    }

    /// <summary>Takes draining machines down, all or none.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? TryStart(IReadOnlyCollection<MachineID> machines, out MaintenancePlan plan)
    {
        plan = this;
        var error = Check(machines, MachineMode.Draining, "is not in DRAINING mode and cannot be brought down");
        if (error is null)
        {
            plan = new MaintenancePlan(Schedule, [.. Down, .. machines], Known);
        }

        return error;
    }

    /// <summary>Brings machines up again, all or none; they leave the schedule.</summary>
    /// <returns>What is wrong, or null.</returns>
    public string? TryStop(IReadOnlyCollection<MachineID> machines, out MaintenancePlan plan)
    {
        plan = this;
        var error = Check(machines, MachineMode.Down, "is not in DOWN mode and cannot be brought up");
        if (error is null)
        {
            var up = machines.Select(MachineKey.Of).ToHashSet();
            plan = new MaintenancePlan(Without(up), Down.Where(machine => !up.Contains(MachineKey.Of(machine))), Known);
        }

        return error;
    }

    /// <summary>
    /// What the plan means for an agent. Several names may mean its machine: one that is down weighs most, then the one
    /// whose window begins first.
    /// </summary>
    public MachineStatus Find(string hostname, string ip)
    {
        var found = MachineStatus.Up;
        foreach (var (key, _, unavailability) in _machines)
        {
            if (!key.IsOf(hostname, ip))
            {
                continue;
            }

            var mode = _down.Contains(key) ? MachineMode.Down : MachineMode.Draining;
            if (mode > found.Mode || (mode == found.Mode && unavailability.Start.Nanoseconds < found.Unavailability!.Start.Nanoseconds))
            {
                found = new MachineStatus(mode, unavailability);
            }
        }

        return found;
    }

    private string? Check(IReadOnlyCollection<MachineID> machines, MachineMode expected, string otherwise)
    {
        if (MaintenanceValidator.Validate(machines) is { } error)
        {
            return error;
        }

        foreach (var id in machines)
        {
            var key = MachineKey.Of(id);
            if (!Known.Contains(key))
            {
                return $"{MachineKey.Describe(id)} is not part of a maintenance schedule";
            }

            var mode = _down.Contains(key) ? MachineMode.Down : _former.Contains(key) ? MachineMode.Up : MachineMode.Draining;
            if (mode != expected)
            {
                return $"{MachineKey.Describe(id)} {otherwise}";
            }
        }

        return null;
    }

    private Schedule Without(HashSet<MachineKey> machines)
    {
        var schedule = new Schedule();
        foreach (var window in Schedule.Windows)
        {
            var kept = window.MachineIds.Where(id => !machines.Contains(MachineKey.Of(id))).ToList();
            if (kept.Count > 0)
            {
                schedule.Windows.Add(new Window { MachineIds = { kept }, Unavailability = window.Unavailability });
            }
        }

        return schedule;
    }
}
