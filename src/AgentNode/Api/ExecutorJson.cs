using System.Text.Json;
using Google.Protobuf;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes executors and their tasks for /state.</summary>
internal sealed class ExecutorJson(Utf8JsonWriter json, string agentId)
{
    private const int CommandShown = 12;
    private const int CommandWhole = 15;

    public void Write(ExecutorRun executor, IEnumerable<TaskRun> live, IEnumerable<CompletedTask> completed)
    {
        var tasks = live.Select(task => task.ToMessage(agentId)).ToList();
        var ended = completed.ToList();
        var first = live.FirstOrDefault() ?? ended.FirstOrDefault()?.Run;
        json.WriteStartObject();
        json.WriteString("id", executor.ExecutorId);
        json.WriteString("name", NameOf(executor, first));
        json.WriteString("source", executor.IsGenerated ? executor.ExecutorId : "");
        json.WriteString("container", executor.ContainerId);
        json.WriteString("directory", executor.Sandbox);
        var own = executor.Info?.Resources ?? [];
        FlatResources.Write(json, "resources", own.Concat(tasks.SelectMany(task => task.Resources)));
        if (first is not null && RoleOf(first.Info.Resources) is { } role)
        {
            json.WriteString("role", role);
        }

        if (!executor.IsGenerated)
        {
            json.WriteString("type", executor.Info!.Type == ExecutorInfo.Types.Type.Default ? "DEFAULT" : "CUSTOM");
        }

        WriteTasks("tasks", tasks);
        WriteTasks("queued_tasks", []);
        WriteTasks("completed_tasks", ended.Select(task => task.Message));
        json.WriteEndObject();
    }

    /// <summary>The executor's name; that of a command task's is made of its command.</summary>
    public static string NameOf(ExecutorRun executor, TaskRun? task)
    {
        if (!executor.IsGenerated)
        {
            return executor.Info!.Name;
        }

        var command = task?.Info.Command?.Value ?? "";
        var shown = command.Length > CommandWhole ? command[..CommandShown] + "..." : command;
        return $"Command Executor (Task: {executor.ExecutorId}) (Command: sh -c '{shown}')";
    }

    private static string? RoleOf(IEnumerable<Resource> resources)
        => resources.Select(item => item.AllocationInfo?.Role).FirstOrDefault(role => !string.IsNullOrEmpty(role));

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
        WriteMessage("container_status", status.ContainerStatus);
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
