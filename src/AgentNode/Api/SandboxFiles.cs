using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.Transport.Files;
using MesosOrleans.Transport.Logs;

namespace MesosOrleans.AgentNode.Api;

/// <summary>What a node shows through the files pages: the sandboxes, and its log when it writes one.</summary>
internal sealed class SandboxFiles(Func<NodeView?> view, ICurrentLog? log) : IVirtualFiles
{
    private const string LogPath = "/slave/log";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Roots()
    {
        var roots = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (log is not null)
        {
            roots[LogPath] = log.CurrentPath;
        }

        if (view() is not { } node)
        {
            return roots;
        }

        var executors = node.Ledger.Completed().Select(task => task.Run.Executor).Concat(node.Ledger.Executors());
        foreach (var executor in executors)
        {
            roots[executor.Sandbox] = executor.Sandbox;
            roots[Path.Combine(Path.GetDirectoryName(executor.Sandbox)!, AgentLayout.LatestName)] = executor.Sandbox;
            roots[$"/frameworks/{executor.FrameworkId}/executors/{executor.ExecutorId}/runs/latest"] = executor.Sandbox;
        }

        foreach (var (path, real) in node.Volumes.Visible())
        {
            roots[path] = real;
        }

        return roots;
    }
}
