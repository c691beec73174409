using System.CommandLine;
using System.CommandLine.Help;
using MesosOrleans.Cli.Commands;

namespace MesosOrleans.Cli;

/// <summary>All commands.</summary>
public static class CommandTree
{
    /// <summary>The root, with everything below it.</summary>
    public static Command Build()
    {
        var globals = new GlobalOptions();
        var task = new Command("task", "Run tasks, look at them, read their output, kill them.")
        {
            TaskRunCommand.Build(globals),
            TaskListCommand.Build(globals),
            TaskShowCommand.Build(globals),
            TaskLogsCommand.Build(globals),
            TaskKillCommand.Build(globals),
        };
        var agent = new Command("agent", "The machines. Without a subcommand, `./mesos agent` runs an agent node here.")
        {
            AgentListCommand.Build(globals),
        };
        var framework = new Command("framework", "The frameworks that are registered.")
        {
            FrameworkListCommand.Build(globals),
            FrameworkTeardownCommand.Build(globals),
        };
        var root = new Command(
            "mesos",
            """
            The operator's command line of MesosOrleans.

            `./mesos silo ...` runs a silo and `./mesos agent ...` an agent node on this machine (each has its own --help);
            the commands below talk to a cluster over HTTP.

            Examples:
              ./mesos task run --command 'echo hello; sleep 5'
              ./mesos task run --name crunch --command ./crunch.sh --resources 'cpus:1;mem:256' --instances 4
              ./mesos task list --all
              ./mesos task logs crunch.1 --follow
              ./mesos agent list --master 10.0.0.5:5050

            Exit codes: 0 done, 1 failed, 2 the command line makes no sense.
            """)
        {
            task,
            agent,
            framework,
        };
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        globals.AddTo(root);
        return root;
    }
}
