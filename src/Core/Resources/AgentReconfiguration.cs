using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>Whether an agent that comes back with another configuration may keep its identity.</summary>
public static class AgentReconfiguration
{
    /// <summary>The policy <c>equal</c>: nothing may have changed.</summary>
    /// <returns>What has changed; null when nothing has.</returns>
    public static string? CheckEqual(AgentInfo previous, AgentInfo current)
    {
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(current);
        return CheckIdentity(previous, current)
            ?? (Equals(previous.Domain, current.Domain) ? null : "Configuration change not permitted: domain changed")
            ?? (SetOf(previous).Equals(SetOf(current))
                ? null
                : $"Configuration change not permitted: resources changed from {SetOf(previous)} to {SetOf(current)}")
            ?? (AttributesOf(previous).Equals(AttributesOf(current))
                ? null
                : $"Configuration change not permitted: attributes changed from {AttributesOf(previous)} to {AttributesOf(current)}");
    }

    /// <summary>The policy <c>additive</c>: resources may grow, attributes and a domain may be added.</summary>
    /// <returns>What was taken away or changed; null when nothing was.</returns>
    public static string? CheckAdditive(AgentInfo previous, AgentInfo current)
    {
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(current);
        if (CheckIdentity(previous, current) is { } error)
        {
            return error;
        }

        if (previous.Domain is not null && !previous.Domain.Equals(current.Domain))
        {
            return "Configuration change not permitted: domain changed";
        }

        return CheckResources(SetOf(previous), SetOf(current))
            ?? CheckAttributes(AttributesOf(previous), AttributesOf(current));
    }

    private static string? CheckIdentity(AgentInfo previous, AgentInfo current)
    {
        if (previous.Hostname != current.Hostname)
        {
            return "Configuration change not permitted: hostname changed "
                + $"from '{previous.Hostname}' to '{current.Hostname}'";
        }

        return previous.Port == current.Port
            ? null
            : $"Configuration change not permitted: port changed from {previous.Port} to {current.Port}";
    }

    private static string? CheckResources(ResourceSet previous, ResourceSet current)
    {
        foreach (var record in previous)
        {
            // An indivisible disk contains only its equal, though growing it is allowed.
            var grown = current.Any(candidate => candidate.Key.Equals(record.Key)
                && candidate.Kind == ResourceKind.Scalar
                && candidate.Milli >= record.Milli);
            if (!grown && !current.Contains(record))
            {
                return $"Configuration change not permitted: previous resource '{record}' is not contained in '{current}'";
            }
        }

        return null;
    }

    private static string? CheckAttributes(AttributeSet previous, AttributeSet current)
    {
        foreach (var attribute in previous)
        {
            if (!current.Contains(attribute))
            {
                return $"Configuration change not permitted: previous attribute '{attribute.Name}' is missing or changed";
            }
        }

        return null;
    }

    private static ResourceSet SetOf(AgentInfo agent) => ResourceSet.FromProto(agent.Resources);

    private static AttributeSet AttributesOf(AgentInfo agent) => AttributeSet.FromProto(agent.Attributes);
}
