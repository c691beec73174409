using System.CommandLine;
using MesosOrleans.Cli;

var parsed = CommandTree.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"mesos: {parsed.Errors[0].Message} (--help explains)");
    return ExitCodes.Usage;
}

try
{
    // Signals are left to their default, or to the command: `task run` kills what it launched.
    var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
    return await parsed.InvokeAsync(configuration);
}
catch (CliException failure)
{
    await Console.Error.WriteLineAsync($"mesos: {failure.Message}");
    return ExitCodes.Failed;
}
