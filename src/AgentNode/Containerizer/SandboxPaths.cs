using MesosOrleans.AgentNode.Launchers;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.Containerizer;

/// <summary>
/// Makes places for volumes in sandboxes. A sandbox belongs to its task, which may put links anywhere: no link is
/// followed on the way.
/// </summary>
internal static class SandboxPaths
{
    /// <summary>Why a path cannot be a place in a sandbox, or null.</summary>
    internal static string? Validate(string path)
    {
        if (path.StartsWith('/'))
        {
            return "it is absolute, and containers have no file system of their own";
        }

        var parts = path.Split('/');
        return path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || parts.Any(part => part is "" or "." or "..")
            ? "it leads nowhere in the sandbox"
            : null;
    }

    /// <summary>Makes a directory in a sandbox, unless it is there.</summary>
    /// <returns>Its absolute path.</returns>
    /// <exception cref="ContainerLaunchException">The path is unusable, or something else is in its place.</exception>
    internal static string MakeDirectory(string sandbox, string path, HostUser? owner)
    {
        Check(path);
        return Descend(sandbox, path.Split('/'), owner);
    }

    /// <summary>Makes a link to a directory in a sandbox; a link in its place is replaced.</summary>
    /// <exception cref="ContainerLaunchException">The path is unusable, or something else is in its place.</exception>
    internal static void Link(string sandbox, string path, string target, HostUser? owner)
    {
        Check(path);
        var parts = path.Split('/');
        var link = Path.Combine(Descend(sandbox, parts[..^1], owner), parts[^1]);
        if (LinkTarget(link) == target)
        {
            return;
        }

        if (LinkTarget(link) is null && (File.Exists(link) || Directory.Exists(link)))
        {
            throw new ContainerLaunchException($"A volume cannot be placed at '{path}' in the sandbox: something is there already");
        }

        AtomicFile.Link(link, target);
    }

    /// <summary>Removes a link that <see cref="Link"/> made; anything else stays.</summary>
    internal static void Unlink(string sandbox, string path, string target)
    {
        var link = Path.Combine(sandbox, path);
        if (Validate(path) is null && LinkTarget(link) == target)
        {
            File.Delete(link);
        }
    }

    /// <summary>Where a link in a sandbox leads; null when it is none.</summary>
    internal static string? LinkTarget(string path) => new System.IO.FileInfo(path).LinkTarget;

    private static string Descend(string sandbox, IEnumerable<string> parts, HostUser? owner)
    {
        var directory = sandbox;
        foreach (var part in parts)
        {
            directory = Path.Combine(directory, part);
            if (LinkTarget(directory) is not null || File.Exists(directory))
            {
                throw new ContainerLaunchException($"A volume cannot be placed in '{directory}': it is no directory");
            }

            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory);
                if (owner is not null)
                {
                    Executors.UnixUsers.Own(directory, new Executors.UnixUser(owner.Name, owner.UserId, owner.GroupId));
                }
            }
        }

        return directory;
    }

    private static void Check(string path)
    {
        if (Validate(path) is { } problem)
        {
            throw new ContainerLaunchException($"The container path '{path}' of a volume cannot be used: {problem}");
        }
    }
}
