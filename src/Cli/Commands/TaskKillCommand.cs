using System.CommandLine;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>task kill</c>.</summary>
internal static class TaskKillCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var id = new Argument<string>("task-id") { Description = "Id of the task." };
        var framework = new Option<string?>("--framework") { Description = "Its framework, when several have such a task.", HelpName = "id" };
        var command = new Command(
            "kill",
            "Kill a task: politely, and after its grace period for good. Its scheduler hears of it.\n\nExample: ./mesos task kill crunch.1")
        {
            id,
            framework,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var task = await TaskFinder.OneAsync(client, parsed.GetRequiredValue(id), parsed.GetValue(framework), cancellationToken);
            if (TaskFinder.IsOver(task.Text("state")))
            {
                throw new CliException($"task '{task.Text("id")}' has ended: {task.Text("state")}");
            }

            await client.PostFormAsync(
                "/kill",
                [new("frameworkId", task.Text("framework_id")), new("taskId", task.Text("id"))],
                cancellationToken);
            if (!parsed.GetValue(globals.Json))
            {
                Console.WriteLine($"{task.Text("id")} is being killed");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
