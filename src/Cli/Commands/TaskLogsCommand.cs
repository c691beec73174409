using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>task logs</c>.</summary>
internal static class TaskLogsCommand
{
    private const int PageBytes = 64 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    public static Command Build(GlobalOptions globals)
    {
        var id = new Argument<string>("task-id") { Description = "Id of the task." };
        var framework = new Option<string?>("--framework") { Description = "Its framework, when several have such a task.", HelpName = "id" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the task has ended." };
        var stderr = new Option<bool>("--stderr") { Description = "Standard error instead of standard output." };
        var command = new Command(
            "logs",
            "Print what a task writes.\n\nExamples:\n  ./mesos task logs crunch.1\n  ./mesos task logs crunch.1 --stderr --follow")
        {
            id,
            framework,
            follow,
            stderr,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var task = await TaskFinder.OneAsync(client, parsed.GetRequiredValue(id), parsed.GetValue(framework), cancellationToken);
            var agent = await TaskFinder.AgentAddressAsync(client, task, cancellationToken);
            var path = TaskFinder.SandboxPath(task, parsed.GetValue(stderr) ? "stderr" : "stdout");
            var file = new Uri(agent, $"/files/read?path={Uri.EscapeDataString(path)}");
            await CopyAsync(client, file, task, parsed.GetValue(follow), cancellationToken);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task CopyAsync(
        MasterClient client, Uri file, JsonNode task, bool follow, CancellationToken cancellationToken)
    {
        var printed = 0L;
        while (true)
        {
            // Asked before the file is read: what an ended task has written is then all there.
            var over = !follow || await IsOverAsync(client, task, cancellationToken);
            var size = (await client.GetAsync(new Uri($"{file}&offset=-1"), cancellationToken))["offset"]!.GetValue<long>();
            while (printed < size)
            {
                var length = Math.Min(PageBytes, size - printed);
                var page = await client.GetAsync(
                    new Uri(string.Create(CultureInfo.InvariantCulture, $"{file}&offset={printed}&length={length}")), cancellationToken);
                Console.Write(page.Text("data"));
                printed += length;
            }

            if (over)
            {
                return;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> IsOverAsync(MasterClient client, JsonNode task, CancellationToken cancellationToken)
    {
        var now = await TaskFinder.OneAsync(client, task.Text("id"), task.Text("framework_id"), cancellationToken);
        return TaskFinder.IsOver(now.Text("state"));
    }
}
