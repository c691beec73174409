using System.Text.Json;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes a task (legacy-endpoints.md 3.6).</summary>
internal static class LegacyTaskWriter
{
    /// <summary>Writes one task.</summary>
    public static void Write(Utf8JsonWriter writer, Protocol.V1.Task task)
    {
        writer.WriteStartObject();
        writer.WriteString("id", task.TaskId.Value);
        writer.WriteString("name", task.Name);
        writer.WriteString("framework_id", task.FrameworkId.Value);
        writer.WriteString("executor_id", task.ExecutorId?.Value ?? "");
        writer.WriteString("slave_id", task.AgentId.Value);
        writer.WriteString("state", StateNames.Of(task.State));
        writer.Flat("resources", task.Resources);
        WriteLimits(writer, task);
        writer.WriteString("role", Role(task));
        writer.WriteStartArray("statuses");
        // By index, here and below: the messages' enumerators are objects, and there may be a hundred thousand tasks.
        for (var i = 0; i < task.Statuses.Count; i++)
        {
            WriteStatus(writer, task.Statuses[i]);
        }

        writer.WriteEndArray();
        if (task.HasUser)
        {
            writer.WriteString("user", task.User);
        }

        writer.Labels("labels", task.Labels);
        if (task.Discovery is not null)
        {
            writer.Message("discovery", task.Discovery);
        }

        if (task.Container is not null)
        {
            writer.Message("container", task.Container);
        }

        if (task.HealthCheck is not null)
        {
            writer.Message("health_check", task.HealthCheck);
        }

        writer.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter writer, Protocol.V1.Task task)
    {
        if (task.Limits.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("limits");
        foreach (var (name, limit) in task.Limits)
        {
            writer.Double(name, limit.Value);
        }

        writer.WriteEndObject();
    }

    private static string Role(Protocol.V1.Task task)
    {
        for (var i = 0; i < task.Resources.Count; i++)
        {
            if (task.Resources[i].AllocationInfo is { } allocation)
            {
                return allocation.Role;
            }
        }

        return "*";
    }

    private static void WriteStatus(Utf8JsonWriter writer, TaskStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("state", StateNames.Of(status.State));
        writer.Double("timestamp", status.Timestamp);
        writer.Labels("labels", status.Labels);
        if (status.ContainerStatus is { } container)
        {
            WriteContainer(writer, container);
        }

        if (status.HasHealthy)
        {
            writer.WriteBoolean("healthy", status.Healthy);
        }

        writer.WriteEndObject();
    }

    private static void WriteContainer(Utf8JsonWriter writer, ContainerStatus container)
    {
        writer.WriteStartObject("container_status");
        if (container.ContainerId is not null)
        {
            writer.Message("container_id", container.ContainerId);
        }

        if (container.NetworkInfos.Count > 0)
        {
            writer.WriteStartArray("network_infos");
            for (var i = 0; i < container.NetworkInfos.Count; i++)
            {
                MesosJson.Write(container.NetworkInfos[i], writer);
            }

            writer.WriteEndArray();
        }

        if (container.CgroupInfo is not null)
        {
            writer.Message("cgroup_info", container.CgroupInfo);
        }

        writer.WriteEndObject();
    }
}
