using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.Core.Resources;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Recovery;

/// <summary>Whether a node that comes back is still the agent it was. Facts: agent.md 11.</summary>
internal static class Reconfiguration
{
    /// <summary>What to recover: all of it, or nothing when the machine was booted into another agent.</summary>
    /// <exception cref="RecoveryException">The flags do not fit the agent whose tasks are here.</exception>
    public static RecoveredState Check(
        RecoveredState recovered,
        AgentIdentity identity,
        NodeOptions options,
        AgentLayout layout)
    {
        if (recovered.Agent is not { } before
            || Difference(before, identity.Info, options) is not { } difference)
        {
            return recovered;
        }

        if (!BootIdentity.IsReboot(recovered.BootId, identity.BootId))
        {
            throw new RecoveryException(
                $"The flags do not fit agent '{before.Id.Value}', whose tasks may run here: {difference}. Start it as it "
                + $"was, use --reconfiguration_policy=additive where that is enough, or remove '{layout.LatestAgentLink}' "
                + "to begin as a new agent");
        }

        File.Delete(layout.LatestAgentLink);
        var agentId = before.Id.Value;
        return new RecoveredState
        {
            BootId = recovered.BootId,
            Leftovers = [.. recovered.Leftovers, layout.AgentMeta(agentId), layout.AgentWork(agentId)],
            Errors = recovered.Errors,
        };
    }

    private static string? Difference(AgentInfo before, AgentInfo now, NodeOptions options)
    {
        // The id comes with the registration; a port that the system chose is another one each time.
        var previous = before.Clone();
        var current = now.Clone();
        previous.Id = null;
        current.Id = null;
        if (options.Port == 0)
        {
            previous.Port = current.Port;
        }

        return options.AdditiveReconfiguration
            ? AgentReconfiguration.CheckAdditive(previous, current)
            : AgentReconfiguration.CheckEqual(previous, current);
    }
}
