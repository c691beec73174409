using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Flags;

namespace MesosOrleans.AgentNode;

/// <summary>Makes the containerizer that the flags ask for.</summary>
internal static class ContainerizerFactory
{
    /// <exception cref="NodeStartException">This machine cannot run the launcher that was asked for.</exception>
    public static IContainerizer Create(NodeOptions options, ILoggerFactory logs)
        => throw new NodeStartException($"Launcher '{options.Launcher}' is not available on this machine");
}
