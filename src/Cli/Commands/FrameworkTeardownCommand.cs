using System.CommandLine;
using MesosOrleans.Cli.Http;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>framework teardown</c>.</summary>
internal static class FrameworkTeardownCommand
{
    public static Command Build(GlobalOptions globals)
    {
        var id = new Argument<string>("framework-id") { Description = "Id of the framework." };
        var command = new Command(
            "teardown",
            "Remove a framework and kill its tasks. Its id cannot come back.\n\nExample: ./mesos framework teardown ID") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new MasterClient(globals.MasterAddress(parsed));
            await client.PostFormAsync("/teardown", [new("frameworkId", parsed.GetRequiredValue(id))], cancellationToken);
            if (!parsed.GetValue(globals.Json))
            {
                Console.WriteLine($"{parsed.GetRequiredValue(id)} is removed");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
