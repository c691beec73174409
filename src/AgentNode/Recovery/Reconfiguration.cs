using MesosOrleans.AgentNode.Executors;
using MesosOrleans.AgentNode.Flags;
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
            || Difference(before, identity.Info, options.AdditiveReconfiguration, options.Port != 0) is not { } difference)
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

    /// <summary>What differs in a way that the policy does not allow, or null. Pure.</summary>
    public static string? Difference(AgentInfo before, AgentInfo now, bool additive, bool comparePort)
    {
        if (before.Hostname != now.Hostname)
        {
            return $"hostname was '{before.Hostname}' and is '{now.Hostname}'";
        }

        if (comparePort && before.Port != now.Port)
        {
            return $"port was {before.Port} and is {now.Port}";
        }

        if (!Equals(before.Domain, now.Domain) && !(additive && before.Domain is null))
        {
            return "domain has changed";
        }

        var resource = before.Resources.FirstOrDefault(item => !now.Resources.Any(other => Fits(item, other, additive)));
        if (resource is not null)
        {
            return $"resource '{resource.Name}' is not what it was";
        }

        if (!additive && before.Resources.Count != now.Resources.Count)
        {
            return "resources have been added";
        }

        var attribute = before.Attributes.FirstOrDefault(item => !now.Attributes.Contains(item));
        if (attribute is not null)
        {
            return $"attribute '{attribute.Name}' is not what it was";
        }

        return !additive && before.Attributes.Count != now.Attributes.Count ? "attributes have been added" : null;
    }

    private static bool Fits(Resource before, Resource now, bool additive)
    {
        if (before.Equals(now))
        {
            return true;
        }

        if (!additive || before.Name != now.Name || before.Type != now.Type
            || !before.Reservations.Equals(now.Reservations) || !Equals(before.Disk, now.Disk))
        {
            return false;
        }

        return before.Type switch
        {
            Value.Types.Type.Scalar => now.Scalar.Value >= before.Scalar.Value,
            Value.Types.Type.Ranges => before.Ranges.Range.All(range =>
                now.Ranges.Range.Any(other => other.Begin <= range.Begin && other.End >= range.End)),
            Value.Types.Type.Set => before.Set.Item.All(now.Set.Item.Contains),
            _ => false,
        };
    }
}
