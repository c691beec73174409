using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>
/// Passes an environment through a shell unchanged. A shell loses names that are no identifiers and replaces some of
/// its own; those few are set again by env(1) right before the command. Values are kept off command lines otherwise,
/// where every user of the host could read them.
/// </summary>
/// <param name="Environment">NAME=VALUE for the shell.</param>
/// <param name="Prefix">What to put before the command, possibly nothing.</param>
internal sealed record PosixEnvironment(IReadOnlyList<string> Environment, IReadOnlyList<string> Prefix)
{
    private static readonly HashSet<string> ShellNames = new(StringComparer.Ordinal)
    {
        "IFS", "OPTIND", "OPTARG", "PPID", "PS1", "PS2", "PS4", "PWD", "OLDPWD", "LINENO", "_", "SHLVL", "UID", "EUID",
        "BASHOPTS", "SHELLOPTS", "BASH_ENV", "ENV", "RANDOM", "SECONDS", "HISTCMD", "BASH", "BASHPID", "GROUPS",
        "FUNCNAME", "DIRSTACK", "SH_VERSION", "POSIXLY_CORRECT", "MAIL", "MAILCHECK", "MAILPATH",
    };

    /// <param name="environment">What the command shall see.</param>
    /// <param name="env">Path of env(1).</param>
    /// <param name="shellAdds">Names that this host's shell adds of its own.</param>
    /// <exception cref="ContainerLaunchException">A name or a value cannot be in any environment.</exception>
    internal static PosixEnvironment Of(
        IReadOnlyDictionary<string, string> environment, string env, IReadOnlyCollection<string> shellAdds)
    {
        var direct = new List<string>(environment.Count);
        var late = new List<string>();
        foreach (var (name, value) in environment)
        {
            Check(name, value);
            (IsSafe(name) ? direct : late).Add($"{name}={value}");
        }

        var unwanted = shellAdds.Where(name => !environment.ContainsKey(name)).ToArray();
        if (late.Count == 0 && unwanted.Length == 0)
        {
            return new PosixEnvironment(direct, []);
        }

        List<string> prefix = [env];
        foreach (var name in unwanted)
        {
            prefix.Add("-u");
            prefix.Add(name);
        }

        prefix.AddRange(late);
        return new PosixEnvironment(direct, prefix);
    }

    /// <summary>Refuses what execve(2) could not carry faithfully.</summary>
    internal static void Check(string name, string value)
    {
        if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
            || value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ContainerLaunchException($"Environment variable '{name}' cannot be passed to a process");
        }
    }

    private static bool IsSafe(string name) =>
        (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !ShellNames.Contains(name)
        && !name.StartsWith("__mesos", StringComparison.Ordinal);
}
