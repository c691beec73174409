using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Recovery;

namespace MesosOrleans.AgentNode.ApiContainers;

/// <summary>What the containers of the operator API need of the node.</summary>
internal sealed record ContainerServices
{
    public required SupervisorServices Node { get; init; }

    public required NodeLedger Ledger { get; init; }

    public required AgentLayout Layout { get; init; }

    public required LaunchOptions Options { get; init; }
}
