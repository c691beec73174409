using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Flags;

namespace MesosOrleans.AgentNode;

/// <summary>Makes the containerizer that the flags ask for.</summary>
internal static partial class LocalContainers
{
    /// <exception cref="NodeStartException">This machine cannot run what was asked for.</exception>
    public static async Task<NodeContainers> CreateAsync(NodeOptions options, ILoggerFactory logs)
    {
        try
        {
            var selection = await ContainerizerFactory.CreateAsync(
                new ContainerizerOptions
                {
                    Launcher = options.Launcher,
                    Isolation = options.Isolation,
                    RuntimeDirectory = options.RuntimeDir,
                    CgroupsRoot = options.CgroupsRoot,
                    CgroupsEnableCfs = options.CgroupsEnableCfs,
                },
                logs,
                TimeProvider.System);
            Chosen(logs.CreateLogger<NodeHost>(), selection.Reason);
            return new NodeContainers(selection.Containerizer, selection.Isolation);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(exception.Message);
        }
    }

    [LoggerMessage(500, LogLevel.Information, "{Reason}")]
    private static partial void Chosen(ILogger logger, string reason);
}
