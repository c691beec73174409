using System.CommandLine;
using MesosOrleans.Core.Batch;

namespace MesosOrleans.Cli.Commands;

/// <summary><c>task run</c>.</summary>
internal static class TaskRunCommand
{
    private const int InstancesMax = 10_000;

    public static Command Build(GlobalOptions globals)
    {
        var commandLine = new Option<string>("--command") { Description = "Line of shell to run.", Required = true, HelpName = "line" };
        var name = new Option<string>("--name") { Description = "Name of the task.", DefaultValueFactory = _ => "task" };
        var resources = new Option<ResourceDemand>("--resources")
        {
            Description = "What each instance needs.",
            HelpName = "cpus:0.1;mem:32",
            DefaultValueFactory = _ => ResourceDemand.Small,
            CustomParser = result =>
            {
                try
                {
                    return ResourceDemand.Parse(string.Join(';', result.Tokens.Select(token => token.Value)));
                }
                catch (FormatException mistake)
                {
                    result.AddError($"--resources: {mistake.Message}");
                    return null;
                }
            },
        };
        var instances = new Option<int>("--instances") { Description = "How many to run.", DefaultValueFactory = _ => 1 };
        instances.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var count) || count is < 1 or > InstancesMax))
            {
                result.AddError($"--instances must be a number from 1 to {InstancesMax}");
            }
        });
        var role = new Option<string>("--role") { Description = "Role to run under.", DefaultValueFactory = _ => "*" };
        var command = new Command(
            "run",
            """
            Run a line of shell as a task and wait for its end. Ctrl-C kills what was launched.
            Exits 0 only when every instance ended in TASK_FINISHED.

            Examples:
              ./mesos task run --command 'echo hello'
              ./mesos task run --name crunch --command 'sleep 60' --resources 'cpus:0.5;mem:128' --instances 3
            """)
        {
            commandLine,
            name,
            resources,
            instances,
            role,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new TaskRunRequest
            {
                Master = globals.MasterAddress(parsed),
                CommandLine = parsed.GetRequiredValue(commandLine),
                Name = parsed.GetRequiredValue(name),
                Resources = parsed.GetRequiredValue(resources),
                Instances = parsed.GetValue(instances),
                Role = parsed.GetRequiredValue(role),
                Json = parsed.GetValue(globals.Json),
            };
            return new TaskRunner(request).RunAsync(cancellationToken);
        });
        return command;
    }
}
