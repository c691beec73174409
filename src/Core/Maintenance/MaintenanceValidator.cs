using System.Net;
using System.Net.Sockets;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Core.Maintenance;

/// <summary>What operators may write into a schedule (http-api.md 9). Null is success.</summary>
internal static class MaintenanceValidator
{
    /// <summary>Checks a schedule by itself.</summary>
    public static string? Validate(Schedule schedule, int machinesMax)
    {
        var seen = new HashSet<MachineKey>();
        foreach (var window in schedule.Windows)
        {
            if (window.MachineIds.Count == 0)
            {
                return "List of machines in the maintenance window is empty";
            }

            if (window.Unavailability.Duration is { Nanoseconds: < 0 })
            {
                return "Unavailability 'duration' is negative";
            }

            if (Validate(window.MachineIds, seen) is { } error)
            {
                return error;
            }
        }

        return seen.Count > machinesMax ? $"More than {machinesMax} machines are scheduled" : null;
    }

    /// <summary>Checks a list of machines by itself.</summary>
    public static string? Validate(IReadOnlyCollection<MachineID> machines) =>
        machines.Count == 0 ? "List of machines is empty" : Validate(machines, []);

    private static string? Validate(IEnumerable<MachineID> machines, HashSet<MachineKey> seen)
    {
        foreach (var id in machines)
        {
            if (Validate(id) is { } error)
            {
                return error;
            }

            if (!seen.Add(MachineKey.Of(id)))
            {
                return $"{MachineKey.Describe(id)} appears more than once in the schedule";
            }
        }

        return null;
    }

    private static string? Validate(MachineID id)
    {
        if (id.Hostname.Length == 0 && id.Ip.Length == 0)
        {
            return "Both 'hostname' and 'ip' for a machine are empty";
        }

        return id.Ip.Length == 0 || (IPAddress.TryParse(id.Ip, out var ip) && ip.AddressFamily == AddressFamily.InterNetwork
            && id.Ip.Count(character => character == '.') == 3)
            ? null
            : $"Failed to parse IP address '{id.Ip}'";
    }
}
