using System.CommandLine;
using MesosOrleans.Cli.Http;
using MesosOrleans.Cli.Output;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>agent list</c>.</summary>
internal static class AgentListCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var command = new Command("list", "List the agents: what they have, what is used.\n\nExample: ./mesos agent list");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            var answer = await client.GetAsync("/slaves", cancellationToken);
            if (parsed.GetValue(globals.Json))
            {
                Terminal.Json(answer);
                return ExitCodes.Ok;
            }

            Terminal.Table(
                ["ID", "HOSTNAME", "ADDRESS", "ACTIVE", "RESOURCES", "USED"],
                answer.List("slaves").Select(agent => (IReadOnlyList<string>)
                [
                    agent.Text("id"), agent.Text("hostname"), agent.Text("pid").Split('@')[^1],
                    agent.Flag("active") ? "yes" : "no", agent.Resources("resources"), agent.Resources("used_resources"),
                ]));
            return ExitCodes.Ok;
        });
        return command;
    }
}
