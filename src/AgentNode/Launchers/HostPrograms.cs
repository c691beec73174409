using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>Finds programs of the host.</summary>
internal static class HostPrograms
{
    /// <summary>The search path of a command whose environment has none.</summary>
    internal const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Absolute path of a program in the usual directories, or null.</summary>
    internal static string? Find(string name) => Search(name, DefaultPath, "/");

    /// <summary>
    /// Says before the launch why a command could not be executed, in words that name it. What only the kernel knows
    /// (a script's interpreter, a directory closed to the user) is left to it.
    /// </summary>
    /// <exception cref="ContainerLaunchException">The command does not exist or is not executable.</exception>
    internal static void CheckExecutable(string command, IReadOnlyDictionary<string, string> environment, string directory)
    {
        if (Search(command, environment.GetValueOrDefault("PATH", DefaultPath), directory) is not null)
        {
            return;
        }

        var reason = command.Contains('/', StringComparison.Ordinal) && File.Exists(Path.Combine(directory, command))
            ? Libc.Describe(Libc.Eacces)
            : Libc.Describe(Libc.Enoent);
        throw new ContainerLaunchException($"Failed to execute '{command}': {reason}");
    }

    private static string? Search(string name, string path, string directory)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var full = Path.Combine(directory, name);
            return IsExecutable(full) ? full : null;
        }

        return path.Split(':')
            .Select(entry => Path.Combine(directory, entry, name))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != 0;
}
