using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Cli.Output;
using MesosOrleans.Core.Batch;

namespace MesosOrleans.Cli.Commands;

/// <summary>What <c>task run</c> prints.</summary>
internal sealed class TaskRunReport(bool json)
{
    private readonly HashSet<string> _located = new(StringComparer.Ordinal);

    public void Registered(string frameworkId)
    {
        if (!json)
        {
            Console.WriteLine($"registered as framework {frameworkId}");
        }
    }

    public void Status(string frameworkId, BatchProgress progress)
    {
        var status = progress.Status;
        var taskId = status.TaskId.Value;
        var state = TaskStates.NameOf(status.State);
        var agent = progress.Offer.Url?.Address;
        var path = Uri.EscapeDataString(TaskFinder.SandboxPath(frameworkId, taskId, string.Empty).TrimEnd('/'));
        var sandbox = agent is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"http://{(agent.HasIp ? agent.Ip : agent.Hostname)}:{agent.Port}/files/browse?path={path}");
        if (json)
        {
            Terminal.JsonLine(new JsonObject
            {
                ["task_id"] = taskId,
                ["state"] = state,
                ["agent_id"] = progress.Offer.AgentId.Value,
                ["framework_id"] = frameworkId,
                ["message"] = status.HasMessage ? status.Message : null,
                ["sandbox"] = sandbox,
                ["ended"] = progress.Ended,
            });
            return;
        }

        var text = status.HasMessage && status.Message.Length > 0 ? $": {status.Message}" : string.Empty;
        Console.WriteLine($"{taskId}: {state} on {progress.Offer.Hostname}{text}{(progress.Retried ? "; trying again" : string.Empty)}");
        if (_located.Add(taskId) && sandbox.Length > 0)
        {
            Console.WriteLine($"{taskId}: sandbox {sandbox}");
        }
    }
}
