using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes executors and their tasks for /state.</summary>
internal sealed class ExecutorJson(Utf8JsonWriter json, string agentId)
{
    public void Write(ExecutorRun executor, IEnumerable<TaskRun> live, IEnumerable<CompletedTask> completed)
    {
        var queued = executor.Supervisor?.Queued() ?? [];
        var runs = live.Where(task => !queued.Contains(task)).ToList();
        var ended = completed.ToList();
        var first = runs.Concat(queued).Concat(ended.Select(task => task.Run)).FirstOrDefault();
        json.WriteStartObject();
        json.WriteString("id", executor.ExecutorId);
        json.WriteString("name", NameOf(executor, first));
        json.WriteString("source", executor.IsGenerated ? executor.ExecutorId : executor.Info!.Source);
        json.WriteString("container", executor.ContainerId);
        json.WriteString("directory", executor.Sandbox);
        var holders = runs.Concat(queued).Where(task => !task.State.IsTerminal());
        var resources = ResourcesOf(executor, first).Concat(holders.SelectMany(task => task.Info.Resources)).ToList();
        FlatResources.Write(json, "resources", resources);
        if (RoleOf(resources) is { } role)
        {
            json.WriteString("role", role);
        }

        WriteLabels(executor.IsGenerated ? first?.Info.Labels : executor.Info!.Labels);

        if (!executor.IsGenerated)
        {
            json.WriteString("type", executor.Info!.Type == ExecutorInfo.Types.Type.Default ? "DEFAULT" : "CUSTOM");
        }

        WriteTasks("tasks", runs.Select(task => task.ToMessage(agentId)));
        WriteQueued(queued);
        WriteTasks("completed_tasks", ended.Select(task => task.Message));
        json.WriteEndObject();
    }

    /// <summary>What an executor itself holds; one that is over holds nothing.</summary>
    public static IEnumerable<Resource> ResourcesOf(ExecutorRun executor, TaskRun? task)
    {
        if (executor.IsGenerated)
        {
            return task is not null && !task.State.IsTerminal() ? GeneratedExecutor.ResourcesOf(task.Info) : [];
        }

        return executor.Supervisor is { IsTerminated: true } ? [] : executor.Info!.Resources;
    }

    /// <summary>The executor's name; that of a command task's is made of its command.</summary>
    public static string NameOf(ExecutorRun executor, TaskRun? task)
    {
        return executor.IsGenerated ? GeneratedExecutor.NameOf(executor.ExecutorId, task?.Info) : executor.Info!.Name;
    }

    private static string? RoleOf(IEnumerable<Resource> resources)
        => resources.Select(item => item.AllocationInfo?.Role).FirstOrDefault(role => !string.IsNullOrEmpty(role));

    private void WriteQueued(IEnumerable<TaskRun> queued)
    {
        json.WriteStartArray("queued_tasks");
        foreach (var task in queued)
        {
            json.WriteStartObject();
            json.WriteString("id", task.Key.TaskId);
            json.WriteString("name", task.Info.Name);
            json.WriteString("slave_id", agentId);
            FlatResources.Write(json, "resources", task.Info.Resources);
            json.WriteString("role", RoleOf(task.Info.Resources) ?? "*");
            WriteMessage("command", task.Info.Command);
            json.WriteString("executor_id", task.Executor.ExecutorId);
            WriteMessage("discovery", task.Info.Discovery);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteTasks(string name, IEnumerable<Protocol.V1.Task> tasks)
    {
        json.WriteStartArray(name);
        foreach (var task in tasks)
        {
            WriteTask(task);
        }

        json.WriteEndArray();
    }

    private void WriteTask(Protocol.V1.Task task)
    {
        json.WriteStartObject();
        json.WriteString("id", task.TaskId.Value);
        json.WriteString("name", task.Name);
        json.WriteString("framework_id", task.FrameworkId.Value);
        json.WriteString("executor_id", task.ExecutorId?.Value ?? "");
        json.WriteString("slave_id", task.AgentId.Value);
        json.WriteString("state", EnumText.Of(task.State));
        FlatResources.Write(json, "resources", task.Resources);
        if (RoleOf(task.Resources) is { } role)
        {
            json.WriteString("role", role);
        }

        json.WriteStartArray("statuses");
        foreach (var status in task.Statuses)
        {
            WriteStatus(status);
        }

        json.WriteEndArray();
        WriteLabels(task.Labels);
        WriteMessage("discovery", task.Discovery);
        WriteMessage("container", task.Container);
        WriteMessage("health_check", task.HealthCheck);
        if (task.HasUser)
        {
            json.WriteString("user", task.User);
        }

        json.WriteEndObject();
    }

    private void WriteStatus(TaskStatus status)
    {
        json.WriteStartObject();
        json.WriteString("state", EnumText.Of(status.State));
        json.WritePropertyName("timestamp");
        json.WriteRawValue(JsonNumber.Format(status.Timestamp));
        // Process ids are shown by the listings of containers.
        var container = status.ContainerStatus?.Clone();
        container?.ClearExecutorPid();
        WriteMessage("container_status", container);
        if (status.HasHealthy)
        {
            json.WriteBoolean("healthy", status.Healthy);
        }

        json.WriteEndObject();
    }

    private void WriteLabels(Labels? labels)
    {
        if (labels is null)
        {
            return;
        }

        json.WriteStartArray("labels");
        foreach (var label in labels.Labels_)
        {
            json.WriteStartObject();
            json.WriteString("key", label.Key);
            if (label.HasValue)
            {
                json.WriteString("value", label.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteMessage(string name, IMessage? message)
    {
        if (message is not null)
        {
            json.WritePropertyName(name);
            MesosJson.Write(message, json);
        }
    }
}
