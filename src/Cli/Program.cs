using System.CommandLine;
using MesosOrleans.Cli;

var parsed = CommandTree.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    // A word that nobody knows says more than what is missing because of it.
    var mistake = parsed.UnmatchedTokens.Count > 0 ? $"unknown word '{parsed.UnmatchedTokens[0]}'" : parsed.Errors[0].Message;
    await Console.Error.WriteLineAsync($"mesos: {mistake} (--help explains)");
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
    return failure.ExitCode;
}
