using System.Text.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes an executor of a framework (legacy-endpoints.md 3.5).</summary>
internal static class LegacyExecutorWriter
{
    /// <summary>Writes one executor.</summary>
    public static void Write(Utf8JsonWriter writer, string agentId, ExecutorInfo executor)
    {
        writer.WriteStartObject();
        writer.WriteString("executor_id", executor.ExecutorId.Value);
        writer.WriteString("name", executor.Name);
        writer.WriteString("framework_id", executor.FrameworkId?.Value ?? "");
        WriteCommand(writer, executor.Command ?? new CommandInfo());
        writer.Flat("resources", executor.Resources);
        if (executor.Resources.Select(resource => resource.AllocationInfo?.Role).FirstOrDefault() is { } role)
        {
            writer.WriteString("role", role);
        }

        writer.Labels("labels", executor.Labels);
        if (executor.HasType)
        {
            writer.WriteString("type", StateNames.Of(executor.Type));
        }

        writer.WriteString("slave_id", agentId);
        writer.WriteEndObject();
    }

    private static void WriteCommand(Utf8JsonWriter writer, CommandInfo command)
    {
        writer.WriteStartObject("command");
        if (command.HasShell)
        {
            writer.WriteBoolean("shell", command.Shell);
        }

        if (command.HasValue)
        {
            writer.WriteString("value", command.Value);
        }

        writer.WriteStartArray("argv");
        foreach (var argument in command.Arguments)
        {
            writer.WriteStringValue(argument);
        }

        writer.WriteEndArray();
        if (command.Environment is not null)
        {
            writer.Message("environment", command.Environment);
        }

        writer.WriteStartArray("uris");
        foreach (var uri in command.Uris)
        {
            writer.WriteStartObject();
            writer.WriteString("value", uri.Value);
            writer.WriteBoolean("executable", uri.Executable);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
