using System.Globalization;
using MesosOrleans.AgentNode.Containerizer;

namespace MesosOrleans.AgentNode.Launchers;

/// <summary>The command line that brings a program into another process's namespaces.</summary>
internal static class NamespaceEntry
{
    // What our containers can have of their own: a mount namespace always, these two when they ask for it.
    private static readonly (string Name, string Flag)[] Kinds = [("mnt", "--mount"), ("ipc", "--ipc"), ("pid", "--pid")];

    /// <summary>What to put before a command; nothing when the process shares our own namespaces.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="directory">Where the command is to start.</param>
    /// <param name="env">Path of env(1).</param>
    /// <exception cref="ContainerLaunchException">The process is gone, or nsenter(1) is missing.</exception>
    internal static IReadOnlyList<string> Prefix(int pid, string directory, string env)
    {
        List<string> flags = [];
        foreach (var (name, flag) in Kinds)
        {
            var theirs = new FileInfo($"/proc/{pid}/ns/{name}").LinkTarget
                ?? throw new ContainerLaunchException("The parent container has ended");
            if (theirs != new FileInfo($"/proc/self/ns/{name}").LinkTarget)
            {
                flags.Add(flag);
            }
        }

        if (flags.Count == 0)
        {
            return [];
        }

        var nsenter = HostPrograms.Find("nsenter") ?? throw new ContainerLaunchException(
            "Cannot enter the parent container: nsenter was not found; install the package util-linux");
        var target = pid.ToString(CultureInfo.InvariantCulture);
        return [nsenter, "--target", target, .. flags, "--", env, "-C", directory];
    }
}
