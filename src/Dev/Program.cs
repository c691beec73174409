using System.CommandLine;
using System.CommandLine.Help;
using MesosOrleans.Dev.AllocationCases;

var root = new Command(
    "dev",
    """
    Tools for those who work on MesosOrleans itself.

    Example:
      ./mesos dev allocation-cases tests/Core.Tests/Allocation/Data/allocation-cases.md

    Exit codes: 0 done, 1 failed, 2 the command line makes no sense.
    """)
{
    AllocationCasesCommand.Build(),
};
root.Options.Add(new HelpOption());
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"mesos dev: {parsed.Errors[0].Message} (--help explains)");
    return 2;
}

return await parsed.InvokeAsync();
