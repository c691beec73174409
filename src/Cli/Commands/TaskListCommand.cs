using System.CommandLine;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>task list</c>.</summary>
internal static class TaskListCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Tasks that have ended, too." };
        var framework = new Option<string?>("--framework") { Description = "Only tasks of this framework.", HelpName = "id" };
        var command = new Command("list", "List tasks, newest first.\n\nExample: ./mesos task list --all") { all, framework };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var query = "/tasks?limit=-1&order=desc";
            if (parsed.GetValue(framework) is { } id)
            {
                query += $"&framework_id={Uri.EscapeDataString(id)}";
            }

            var answer = await client.GetAsync(query, cancellationToken);
            if (parsed.GetValue(globals.Json))
            {
                Terminal.Json(answer);
                return ExitCodes.Ok;
            }

            var rows = answer.List("tasks").Where(task => parsed.GetValue(all) || !TaskFinder.IsOver(task.Text("state")));
            Terminal.Table(
                ["ID", "NAME", "STATE", "RESOURCES", "AGENT", "FRAMEWORK"],
                rows.Select(task => (IReadOnlyList<string>)
                [
                    task.Text("id"), task.Text("name"), task.Text("state"), task.Resources("resources"),
                    task.Text("slave_id"), task.Text("framework_id"),
                ]));
            return ExitCodes.Ok;
        });
        return command;
    }
}
