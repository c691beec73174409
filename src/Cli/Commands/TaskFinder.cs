using System.Text.Json.Nodes;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary>Finds tasks and where they run.</summary>
internal static class TaskFinder
{
    private static readonly string[] OverStates =
    [
        "TASK_FINISHED", "TASK_FAILED", "TASK_KILLED", "TASK_ERROR", "TASK_LOST",
        "TASK_DROPPED", "TASK_GONE", "TASK_GONE_BY_OPERATOR",
    ];

    /// <summary>Whether a task in this state has ended.</summary>
    public static bool IsOver(string state) => OverStates.Contains(state, StringComparer.Ordinal);

    /// <summary>The one task with this id.</summary>
    /// <exception cref="CliException">There is none, or several frameworks have one and none of them is named.</exception>
    public static async Task<JsonNode> OneAsync(
        MasterClient client, string taskId, string? frameworkId, CancellationToken cancellationToken)
    {
        var query = $"/tasks?limit=-1&task_id={Uri.EscapeDataString(taskId)}";
        if (frameworkId is not null)
        {
            query += $"&framework_id={Uri.EscapeDataString(frameworkId)}";
        }

        var found = (await client.GetAsync(query, cancellationToken)).List("tasks")
            .Where(task => task.Text("id") == taskId && (frameworkId is null || task.Text("framework_id") == frameworkId))
            .ToList();
        var frameworks = found.Select(task => task.Text("framework_id")).Distinct(StringComparer.Ordinal).ToList();
        return frameworks.Count switch
        {
            0 => throw new CliException($"there is no task '{taskId}'{(frameworkId is null ? string.Empty : $" of framework '{frameworkId}'")}"),

            // An id may be used again once its task has ended: the one that has not ended is meant.
            1 => found.Find(task => !IsOver(task.Text("state"))) ?? found[^1],
            _ => throw new CliException(
                $"{frameworks.Count} frameworks have a task '{taskId}'; name one with --framework: {string.Join(", ", frameworks)}"),
        };
    }

    /// <summary>Base address of the agent node that a task runs on.</summary>
    /// <exception cref="CliException">The agent is not known any more.</exception>
    public static async Task<Uri> AgentAddressAsync(MasterClient client, JsonNode task, CancellationToken cancellationToken)
    {
        var agentId = task.Text("slave_id");
        var answer = await client.GetAsync($"/slaves?slave_id={Uri.EscapeDataString(agentId)}", cancellationToken);
        var pid = answer.List("slaves").FirstOrDefault(agent => agent.Text("id") == agentId)?.Text("pid") ?? string.Empty;
        return Uri.TryCreate($"http://{pid[(pid.IndexOf('@', StringComparison.Ordinal) + 1)..]}", UriKind.Absolute, out var address)
            ? address
            : throw new CliException($"agent '{agentId}', which the task runs on, is not registered");
    }

    /// <summary>Where the agent node serves a file of a task's sandbox.</summary>
    public static string SandboxPath(string frameworkId, string executorId, string file) =>
        $"/frameworks/{frameworkId}/executors/{executorId}/runs/latest/{file}";

    /// <summary>The same for a task as the cluster lists it: a command task's executor has the task's id.</summary>
    public static string SandboxPath(JsonNode task, string file)
    {
        var executorId = task.Text("executor_id");
        return SandboxPath(task.Text("framework_id"), executorId.Length > 0 ? executorId : task.Text("id"), file);
    }
}
