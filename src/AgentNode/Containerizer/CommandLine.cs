using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>Makes program and arguments of a CommandInfo. isolation.md 6.8.</summary>
internal static class CommandLine
{
    private const string Shell = "/bin/sh";

    /// <summary>
    /// With <c>shell</c>, <c>/bin/sh -c value</c>. Without, the value is the program and <c>arguments</c> are its
    /// argument vector, of which the first names the program itself and is replaced by the value.
    /// </summary>
    /// <exception cref="ContainerLaunchException">There is no value, or the program cannot be executed.</exception>
    internal static IReadOnlyList<string> Of(
        CommandInfo command, IReadOnlyDictionary<string, string> environment, string directory)
    {
        if (!command.HasValue || command.Value.Length == 0)
        {
            throw new ContainerLaunchException(
                command.Shell ? "Shell specified but no command value provided" : "No executable provided");
        }

        if (command.Value.Contains('\0', StringComparison.Ordinal)
            || command.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ContainerLaunchException("The command contains a NUL character");
        }

        if (command.Shell)
        {
            return [Shell, "-c", command.Value];
        }

        HostPrograms.CheckExecutable(command.Value, environment, directory);
        return [command.Value, .. command.Arguments.Skip(1)];
    }
}
