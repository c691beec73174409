using System.CommandLine;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>task show</c>.</summary>
internal static class TaskShowCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var id = new Argument<string>("task-id") { Description = "Id of the task." };
        var framework = new Option<string?>("--framework") { Description = "Its framework, when several have such a task.", HelpName = "id" };
        var command = new Command("show", "Show one task and its history.\n\nExample: ./mesos task show crunch.1") { id, framework };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var task = await TaskFinder.OneAsync(client, parsed.GetRequiredValue(id), parsed.GetValue(framework), cancellationToken);
            if (parsed.GetValue(globals.Json))
            {
                Terminal.Json(task);
                return ExitCodes.Ok;
            }

            foreach (var (name, value) in new (string Name, string Value)[]
            {
                ("id", task.Text("id")),
                ("name", task.Text("name")),
                ("state", task.Text("state")),
                ("framework", task.Text("framework_id")),
                ("agent", task.Text("slave_id")),
                ("role", task.Text("role")),
                ("resources", task.Resources("resources")),
                ("sandbox", TaskFinder.SandboxPath(task, string.Empty).TrimEnd('/')),
            })
            {
                Console.WriteLine($"{name,-10} {value}");
            }

            Console.WriteLine();
            Terminal.Table(
                ["TIME", "STATE"],
                task.List("statuses").Select(status => (IReadOnlyList<string>)[status.Time("timestamp"), status.Text("state")]));
            return ExitCodes.Ok;
        });
        return command;
    }
}
