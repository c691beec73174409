using System.Text.Json;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Api;

/// <summary>Writes the page /state: who the node is and what runs and ran on it. Keys: legacy-endpoints 5.1.</summary>
internal sealed class StateJson(NodeView view)
{
    public void Write(Utf8JsonWriter json)
    {
        var identity = view.Identity;
        json.WriteStartObject();
        WriteBuild(json, identity.Version);
        WriteNumber(json, "start_time", identity.StartTime.Subtract(DateTimeOffset.UnixEpoch).TotalSeconds);
        json.WriteString("id", identity.AgentId ?? "");
        json.WriteString("pid", identity.Pid);
        json.WriteString("hostname", identity.Info.Hostname);
        json.WriteStartArray("capabilities");
        foreach (var capability in AgentCapabilities.All)
        {
            json.WriteStringValue(EnumText.Of(capability.Type));
        }

        json.WriteEndArray();
        if (identity.Info.Domain is not null)
        {
            json.WritePropertyName("domain");
            MesosJson.Write(identity.Info.Domain, json);
        }

        if (view.Drain.Current is { } drain)
        {
            json.WritePropertyName("drain_config");
            MesosJson.Write(drain.Config, json);
            json.WriteNumber("estimated_drain_start_time_seconds", drain.Since.ToUnixTimeSeconds());
        }

        WriteResources(json);
        WriteAttributes(json, identity.Info);
        if (view.Link.Address is { } silo)
        {
            json.WriteString("master_hostname", silo[..silo.LastIndexOf(':')]);
        }

        FlagsJson.WriteFlags(json, view.Options);
        WriteFrameworks(json);
        json.WriteEndObject();
    }

    /// <summary>The keys that /version and /state share.</summary>
    public static void WriteBuild(Utf8JsonWriter json, string version)
    {
        json.WriteString("version", version);
        json.WriteString("build_date", "");
        WriteNumber(json, "build_time", 0);
        json.WriteString("build_user", "");
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(JsonNumber.Format(value));
    }

    private void WriteResources(Utf8JsonWriter json)
    {
        var total = view.Resources.Total.ToProto();
        var unreserved = total.Where(item => FlatResources.ReservedRole(item) is null).ToList();
        var reserved = total.GroupBy(FlatResources.ReservedRole).Where(group => group.Key is not null).ToList();
        var used = Used();
        FlatResources.Write(json, "resources", total);
        json.WriteStartObject("reserved_resources");
        reserved.ForEach(group => FlatResources.Write(json, group.Key!, group));
        json.WriteEndObject();
        FlatResources.Write(json, "unreserved_resources", unreserved);
        json.WriteStartObject("reserved_resources_full");
        reserved.ForEach(group => WriteFull(json, group.Key!, group));
        json.WriteEndObject();
        WriteFull(json, "unreserved_resources_full", unreserved);
        json.WriteStartObject("reserved_resources_allocated");
        foreach (var group in used.GroupBy(FlatResources.ReservedRole).Where(group => group.Key is not null))
        {
            FlatResources.Write(json, group.Key!, group);
        }

        json.WriteEndObject();
        FlatResources.Write(
            json,
            "unreserved_resources_allocated",
            used.Where(item => FlatResources.ReservedRole(item) is null));
        json.WriteStartArray("resource_providers");
        json.WriteEndArray();
    }

    /// <summary>What tasks and executors hold.</summary>
    private List<Resource> Used()
    {
        var tasks = view.Ledger.Tasks().Where(task => !task.State.IsTerminal()).ToList();
        var executors = view.Ledger.Executors()
            .SelectMany(run => ExecutorJson.ResourcesOf(run, tasks.Find(task => task.Executor == run)));
        return [.. tasks.SelectMany(task => task.Info.Resources), .. executors];
    }

    private static void WriteFull(Utf8JsonWriter json, string name, IEnumerable<Resource> resources)
    {
        json.WriteStartArray(name);
        foreach (var resource in ResourceSet.FromProto(resources).ToProto(ResourceFormat.Endpoint))
        {
            MesosJson.Write(resource, json);
        }

        json.WriteEndArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, AgentInfo info)
    {
        json.WriteStartObject("attributes");
        foreach (var attribute in info.Attributes)
        {
            json.WritePropertyName(attribute.Name);
            switch (attribute.Type)
            {
                case Value.Types.Type.Scalar:
                    json.WriteRawValue(JsonNumber.Format(attribute.Scalar.Value));
                    break;
                case Value.Types.Type.Ranges:
                    json.WriteStringValue(
                        "[" + string.Join(", ", attribute.Ranges.Range.Select(item => $"{item.Begin}-{item.End}")) + "]");
                    break;
                default:
                    json.WriteStringValue(attribute.Text?.Value ?? "");
                    break;
            }
        }

        json.WriteEndObject();
    }

    private void WriteFrameworks(Utf8JsonWriter json)
    {
        var live = view.Ledger.Tasks();
        var completed = view.Ledger.Completed();
        var frameworks = view.Ledger.Frameworks();
        json.WriteStartArray("frameworks");
        foreach (var framework in frameworks)
        {
            var id = framework.Id.Value;
            WriteFramework(
                json,
                framework,
                live.Where(task => task.Key.FrameworkId == id),
                completed.Where(task => task.Run.Key.FrameworkId == id));
        }

        json.WriteEndArray();
        json.WriteStartArray("completed_frameworks");
        var known = frameworks.Select(framework => framework.Id.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var group in completed.Where(task => !known.Contains(task.Run.Key.FrameworkId))
            .GroupBy(task => task.Run.Key.FrameworkId))
        {
            WriteFramework(json, group.Last().Framework, [], group);
        }

        json.WriteEndArray();
    }

    private void WriteFramework(
        Utf8JsonWriter json,
        FrameworkInfo framework,
        IEnumerable<TaskRun> live,
        IEnumerable<CompletedTask> completed)
    {
        json.WriteStartObject();
        json.WriteString("id", framework.Id.Value);
        json.WriteString("name", framework.Name);
        json.WriteString("user", framework.User);
        WriteNumber(json, "failover_timeout", framework.FailoverTimeout);
        json.WriteBoolean("checkpoint", framework.Checkpoint);
        json.WriteString("hostname", framework.Hostname);
        if (framework.HasPrincipal)
        {
            json.WriteString("principal", framework.Principal);
        }

        WriteRoles(json, framework);
        var writer = new ExecutorJson(json, view.Identity.AgentId ?? "");
        var runs = live.ToLookup(task => task.Executor);
        var ended = completed.ToLookup(task => task.Run.Executor);
        var executors = view.Ledger.Executors().Where(run => run.FrameworkId == framework.Id.Value).ToList();
        json.WriteStartArray("executors");
        executors.ForEach(executor => writer.Write(executor, runs[executor], ended[executor]));
        json.WriteEndArray();
        json.WriteStartArray("completed_executors");
        foreach (var group in ended.Where(group => !executors.Contains(group.Key)))
        {
            writer.Write(group.Key, [], group);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>All roles of a framework that can have several, else the one.</summary>
    private static void WriteRoles(Utf8JsonWriter json, FrameworkInfo framework)
    {
        if (!framework.Has(FrameworkInfo.Types.Capability.Types.Type.MultiRole))
        {
            json.WriteString("role", framework.HasRole ? framework.Role : "*");
            return;
        }

        json.WriteStartArray("roles");
        foreach (var role in framework.Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
    }
}
