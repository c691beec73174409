using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>framework list</c>.</summary>
internal static class FrameworkListCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Frameworks that are completed, too." };
        var command = new Command("list", "List the frameworks.\n\nExample: ./mesos framework list --all") { all };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var answer = await client.GetAsync("/frameworks", cancellationToken);
            if (parsed.GetValue(globals.Json))
            {
                Terminal.Json(answer);
                return ExitCodes.Ok;
            }

            var rows = answer.List("frameworks").Select(framework => Row(framework, Standing(framework)));
            if (parsed.GetValue(all))
            {
                rows = rows.Concat(answer.List("completed_frameworks").Select(framework => Row(framework, "completed")));
            }

            Terminal.Table(["ID", "NAME", "STANDING", "ROLES", "TASKS", "USED", "SINCE"], rows);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Standing(JsonNode framework) =>
        framework.Flag("connected") ? framework.Flag("active") ? "active" : "inactive" : "disconnected";

    private static IReadOnlyList<string> Row(JsonNode framework, string standing)
    {
        var roles = framework.List("roles").Select(role => role.ToString());
        return
        [
            framework.Text("id"), framework.Text("name"), standing,
            framework["roles"] is null ? framework.Text("role") : string.Join(',', roles),
            framework.List("tasks").Count.ToString(CultureInfo.InvariantCulture),
            framework.Resources("used_resources"), framework.Time("registered_time"),
        ];
    }
}
