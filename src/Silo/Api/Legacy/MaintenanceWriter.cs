using System.Text.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.AllocatorApi;
using MesosOrleans.Protocol.V1.MaintenanceApi;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes maintenance as the endpoints without version do: keys sorted, empty lists left out.</summary>
internal static class MaintenanceWriter
{
    /// <summary><c>/maintenance/schedule</c>.</summary>
    public static void Schedule(Utf8JsonWriter writer, Schedule schedule)
    {
        writer.WriteStartObject();
        if (schedule.Windows.Count > 0)
        {
            writer.WriteStartArray("windows");
            foreach (var window in schedule.Windows)
            {
                writer.WriteStartObject();
                Machines(writer, "machine_ids", window.MachineIds);
                Unavailability(writer, window.Unavailability);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary><c>/maintenance/status</c>.</summary>
    public static void Status(Utf8JsonWriter writer, ClusterStatus status)
    {
        writer.WriteStartObject();
        if (status.DownMachines.Count > 0)
        {
            Machines(writer, "down_machines", status.DownMachines);
        }

        if (status.DrainingMachines.Count > 0)
        {
            writer.WriteStartArray("draining_machines");
            foreach (var machine in status.DrainingMachines)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("id");
                Machine(writer, machine.Id);
                Answers(writer, machine.Statuses);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Machines(Utf8JsonWriter writer, string name, IEnumerable<MachineID> machines)
    {
        writer.WriteStartArray(name);
        foreach (var machine in machines)
        {
            Machine(writer, machine);
        }

        writer.WriteEndArray();
    }

    private static void Machine(Utf8JsonWriter writer, MachineID machine)
    {
        writer.WriteStartObject();
        if (machine.HasHostname)
        {
            writer.WriteString("hostname", machine.Hostname);
        }

        if (machine.HasIp)
        {
            writer.WriteString("ip", machine.Ip);
        }

        writer.WriteEndObject();
    }

    private static void Unavailability(Utf8JsonWriter writer, Unavailability unavailability)
    {
        writer.WriteStartObject("unavailability");
        if (unavailability.Duration is { } duration)
        {
            Nanoseconds(writer, "duration", duration.Nanoseconds);
        }

        Nanoseconds(writer, "start", unavailability.Start.Nanoseconds);
        writer.WriteEndObject();
    }

    private static void Answers(Utf8JsonWriter writer, IReadOnlyCollection<InverseOfferStatus> answers)
    {
        if (answers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("statuses");
        foreach (var answer in answers)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("framework_id");
            writer.WriteString("value", answer.FrameworkId.Value);
            writer.WriteEndObject();
            writer.WriteString("status", answer.Status == InverseOfferStatus.Types.Status.Accept ? "ACCEPT" : "DECLINE");
            Nanoseconds(writer, "timestamp", answer.Timestamp.Nanoseconds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Nanoseconds(Utf8JsonWriter writer, string name, long nanoseconds)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("nanoseconds", nanoseconds);
        writer.WriteEndObject();
    }
}
