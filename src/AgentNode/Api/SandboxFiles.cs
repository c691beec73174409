using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.Api;

/// <summary>
/// Maps the paths of the files pages to files in sandboxes. Nothing outside a sandbox is reachable: the path is resolved,
/// links included, and compared with the sandbox's own resolved path.
/// </summary>
internal sealed class SandboxFiles(NodeView view)
{
    /// <summary>Outcome of a look-up.</summary>
    public enum Access
    {
        Found,
        Missing,

        /// <summary>The path leads out of the sandbox.</summary>
        Forbidden,
    }

    /// <summary>Virtual paths that answer, and the sandboxes behind them.</summary>
    public IReadOnlyDictionary<string, string> Roots()
    {
        var roots = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var executors = view.Ledger.Completed().Select(task => task.Run.Executor).Concat(view.Ledger.Executors());
        foreach (var executor in executors)
        {
            roots[executor.Sandbox] = executor.Sandbox;
            roots[Path.Combine(Path.GetDirectoryName(executor.Sandbox)!, AgentLayout.LatestName)] = executor.Sandbox;
            roots[$"/frameworks/{executor.FrameworkId}/executors/{executor.ExecutorId}/runs/latest"] = executor.Sandbox;
        }

        foreach (var (path, real) in view.Volumes.Visible())
        {
            roots[path] = real;
        }

        return roots;
    }

    /// <summary>Finds the file or directory that a virtual path names.</summary>
    public (Access Access, string Real) Find(string path)
    {
        var roots = Roots();
        var trimmed = path.Length > 1 ? path.TrimEnd('/') : path;
        for (var root = trimmed; root.Length > 1; root = root[..Math.Max(root.LastIndexOf('/'), 0)])
        {
            if (roots.TryGetValue(root, out var sandbox))
            {
                return Resolve(sandbox, trimmed[root.Length..].TrimStart('/'));
            }
        }

        return (Access.Missing, "");
    }

    private static (Access Access, string Real) Resolve(string sandbox, string rest)
    {
        if (rest.Split('/').Contains("..") || rest.Contains('\0'))
        {
            return (Access.Forbidden, "");
        }

        var real = UnixPaths.Resolve(Path.Combine(sandbox, rest));
        var top = UnixPaths.Resolve(sandbox);
        if (real is null || top is null)
        {
            return (Access.Missing, "");
        }

        return real == top || real.StartsWith(top + "/", StringComparison.Ordinal)
            ? (Access.Found, real)
            : (Access.Forbidden, "");
    }
}
