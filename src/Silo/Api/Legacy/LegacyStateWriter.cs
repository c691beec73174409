using System.Text.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Silo.Api.Transport;
using MesosOrleans.Silo.Api.V1.Operator;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes the documents of the master's legacy endpoints (legacy-endpoints.md 3).</summary>
internal static class LegacyStateWriter
{
    private static readonly TaskState[] Counted =
    [
        TaskState.TaskStaging, TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilling,
        TaskState.TaskFinished, TaskState.TaskKilled, TaskState.TaskFailed, TaskState.TaskLost, TaskState.TaskError,
        TaskState.TaskUnreachable,
    ];

    /// <summary><c>/state</c>.</summary>
    public static async ValueTask State(
        LegacyAnswer answer, ClusterView view, MasterInfo info, MasterIdentity master, MesosApiOptions options)
    {
        var writer = answer.Writer;
        writer.WriteStartObject();
        Head(writer, view, info, master, options);
        writer.WriteStartArray("slaves");
        foreach (var agent in view.Agents)
        {
            writer.WriteStartObject();
            LegacyAgentWriter.Write(writer, agent);
            writer.WriteEndObject();
            await answer.Flush();
        }

        writer.WriteEndArray();
        LegacyAgentWriter.WriteRecovered(writer, view.RecoveredAgents);
        await Frameworks(answer, view, null);
        Empty(writer, "orphan_tasks");
        Empty(writer, "unregistered_frameworks");
        writer.WriteEndObject();
    }

    /// <summary><c>/state-summary</c>.</summary>
    public static Func<LegacyAnswer, ValueTask> Summary(ClusterView view, MesosApiOptions options) => async answer =>
    {
        var writer = answer.Writer;
        writer.WriteStartObject();
        writer.WriteString("hostname", options.Hostname);
        if (options.Cluster is not null)
        {
            writer.WriteString("cluster", options.Cluster);
        }

        writer.WriteStartArray("slaves");
        foreach (var agent in view.Agents)
        {
            writer.WriteStartObject();
            LegacyAgentWriter.Write(writer, agent);
            Counts(writer, agent.Counts, "framework_ids");
            writer.WriteEndObject();
            await answer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("frameworks");
        foreach (var framework in view.Frameworks)
        {
            writer.WriteStartObject();
            LegacyFrameworkWriter.WriteSummary(writer, framework);
            Counts(writer, framework.Counts, "slave_ids");
            writer.WriteEndObject();
            await answer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    };

    /// <summary><c>/slaves</c>, of one agent or of all.</summary>
    public static Func<LegacyAnswer, ValueTask> Slaves(ClusterView view, string? agentId) => async answer =>
    {
        var writer = answer.Writer;
        writer.WriteStartObject();
        writer.WriteStartArray("slaves");
        foreach (var agent in view.Agents)
        {
            if (agentId is null || agent.AgentInfo.Id?.Value == agentId)
            {
                writer.WriteStartObject();
                LegacyAgentWriter.Write(writer, agent);
                LegacyAgentWriter.WriteFull(writer, agent);
                writer.WriteEndObject();
                await answer.Flush();
            }
        }

        writer.WriteEndArray();
        LegacyAgentWriter.WriteRecovered(writer, view.RecoveredAgents);
        writer.WriteEndObject();
    };

    /// <summary><c>/frameworks</c>, of one framework or of all.</summary>
    public static Func<LegacyAnswer, ValueTask> Frameworks(ClusterView view, string? frameworkId) => async answer =>
    {
        answer.Writer.WriteStartObject();
        await Frameworks(answer, view, frameworkId);
        Empty(answer.Writer, "unregistered_frameworks");
        answer.Writer.WriteEndObject();
    };

    /// <summary><c>/roles</c>.</summary>
    public static void Roles(Utf8JsonWriter writer, IReadOnlyCollection<RoleEntry> roles)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("roles");
        foreach (var role in roles)
        {
            writer.WriteStartObject();
            writer.WriteString("name", role.Name);
            writer.Double("weight", role.Weight);
            writer.WriteStartObject("quota");
            writer.WriteString("role", role.Name);
            Amounts(writer, "guarantee", role.Quota.Guarantees);
            Amounts(writer, "limit", role.Quota.Limits);
            writer.Quantities("consumed", role.Consumed);
            writer.WriteEndObject();
            writer.Quantities("resources", role.Allocated, role.Offered);
            writer.Quantities("allocated", role.Allocated);
            writer.Quantities("offered", role.Offered);
            writer.Quantities("reserved", role.Reserved);
            Strings(writer, "frameworks", role.Frameworks);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Amounts(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, Value.Types.Scalar>> amounts)
    {
        writer.WriteStartObject(name);
        foreach (var (kind, amount) in amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Double(kind, amount.Value);
        }

        writer.WriteEndObject();
    }

    /// <summary><c>/version</c>.</summary>
    public static void Version(Utf8JsonWriter writer, MesosApiOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("build_date", options.BuildDate);
        writer.Double("build_time", options.BuildTime);
        writer.WriteString("build_user", options.BuildUser);
        writer.WriteString("version", options.Version);
        writer.WriteEndObject();
    }

    /// <summary>The flags as a member.</summary>
    public static void Flags(Utf8JsonWriter writer, MesosApiOptions options)
    {
        writer.WriteStartObject("flags");
        foreach (var (name, value) in options.Flags)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void Head(
        Utf8JsonWriter writer, ClusterView view, MasterInfo info, MasterIdentity master, MesosApiOptions options)
    {
        writer.WriteString("version", options.Version);
        writer.WriteString("build_date", options.BuildDate);
        writer.Double("build_time", options.BuildTime);
        writer.WriteString("build_user", options.BuildUser);
        writer.Double("start_time", master.StartTime);
        writer.Double("elected_time", master.StartTime);
        writer.WriteString("id", info.Id);
        writer.WriteString("pid", master.Pid);
        writer.WriteString("hostname", options.Hostname);
        Strings(writer, "capabilities", ["AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2"]);
        var active = view.Agents.Count(agent => agent.Active);
        writer.Double("activated_slaves", active);
        writer.Double("deactivated_slaves", view.Agents.Count - active);
        writer.Double("unreachable_slaves", view.UnreachableAgents);
        writer.WriteString("leader", master.Pid);
        writer.WriteStartObject("leader_info");
        writer.WriteString("id", info.Id);
        writer.WriteString("pid", master.Pid);
        writer.WriteNumber("port", options.Port);
        writer.WriteString("hostname", options.Hostname);
        writer.WriteEndObject();
        if (options.Cluster is not null)
        {
            writer.WriteString("cluster", options.Cluster);
        }

        if (options.LogDir is not null)
        {
            writer.WriteString("log_dir", options.LogDir);
        }

        Flags(writer, options);
    }

    private static async ValueTask Frameworks(LegacyAnswer answer, ClusterView view, string? frameworkId)
    {
        answer.Writer.WriteStartArray("frameworks");
        await FrameworkList(answer, view.Frameworks, frameworkId);
        answer.Writer.WriteEndArray();
        answer.Writer.WriteStartArray("completed_frameworks");
        await FrameworkList(answer, view.CompletedFrameworks, frameworkId);
        answer.Writer.WriteEndArray();
    }

    private static async ValueTask FrameworkList(
        LegacyAnswer answer, IReadOnlyList<FrameworkView> frameworks, string? frameworkId)
    {
        var writer = answer.Writer;
        foreach (var framework in frameworks)
        {
            var id = framework.FrameworkInfo.Id?.Value ?? "";
            if (frameworkId is not null && id != frameworkId)
            {
                continue;
            }

            writer.WriteStartObject();
            LegacyFrameworkWriter.WriteSummary(writer, framework);
            LegacyFrameworkWriter.WriteDetails(writer, framework);
            await TaskList(answer, "tasks", framework.Tasks);
            await TaskList(answer, "unreachable_tasks", framework.UnreachableTasks);
            await TaskList(answer, "completed_tasks", framework.CompletedTasks);
            LegacyFrameworkWriter.WriteRest(writer, framework);
            writer.WriteEndObject();
        }
    }

    private static async ValueTask TaskList(LegacyAnswer answer, string name, TaskCollection tasks)
    {
        answer.Writer.WriteStartArray(name);
        foreach (var task in tasks)
        {
            LegacyTaskWriter.Write(answer.Writer, task);
            await answer.Flush();
        }

        answer.Writer.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter writer, TaskCounts counts, string others)
    {
        foreach (var state in Counted)
        {
            writer.WriteNumber(StateNames.Of(state), counts[state]);
        }

        Strings(writer, others, counts.Others);
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void Empty(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteEndArray();
    }
}
