using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Executors;

/// <summary>What this agent can do, as it says at registration. Facts: agent.md 2.</summary>
internal static class AgentCapabilities
{
    public static readonly IReadOnlyList<AgentInfo.Types.Capability> All =
    [
        Of(AgentInfo.Types.Capability.Types.Type.MultiRole),
        Of(AgentInfo.Types.Capability.Types.Type.HierarchicalRole),
        Of(AgentInfo.Types.Capability.Types.Type.ReservationRefinement),
        Of(AgentInfo.Types.Capability.Types.Type.ResourceProvider),
        Of(AgentInfo.Types.Capability.Types.Type.ResizeVolume),
        Of(AgentInfo.Types.Capability.Types.Type.AgentOperationFeedback),
        Of(AgentInfo.Types.Capability.Types.Type.AgentDraining),
        Of(AgentInfo.Types.Capability.Types.Type.TaskResourceLimits),
    ];

    private static AgentInfo.Types.Capability Of(AgentInfo.Types.Capability.Types.Type type) => new() { Type = type };
}
