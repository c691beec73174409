using System.Text.Json;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes an agent (legacy-endpoints.md 3.4).</summary>
internal static class LegacyAgentWriter
{
    /// <summary>Writes the members of an agent, without the braces around them.</summary>
    public static void Write(Utf8JsonWriter writer, AgentView agent)
    {
        var message = agent.Message;
        WriteIdentity(writer, agent.AgentInfo);
        writer.WriteString("pid", message.Pid);
        writer.Time("registered_time", message.RegisteredTime);
        if (message.ReregisteredTime is not null)
        {
            writer.Time("reregistered_time", message.ReregisteredTime);
        }

        WriteResources(writer, agent);
        writer.WriteBoolean("active", agent.Active);
        writer.WriteBoolean("deactivated", message.Deactivated);
        writer.WriteString("version", message.Version);
        writer.WriteStartArray("capabilities");
        for (var i = 0; i < message.Capabilities.Count; i++)
        {
            writer.WriteStringValue(StateNames.Of(message.Capabilities[i]));
        }

        writer.WriteEndArray();
        if (message.DrainInfo is not null)
        {
            writer.Message("drain_info", message.DrainInfo);
        }

        if (message.EstimatedDrainStartTime is { } drain)
        {
            writer.Time("estimated_drain_start_time_seconds", drain);
        }
    }

    /// <summary>Writes the lists that only <c>/slaves</c> has.</summary>
    public static void WriteFull(Utf8JsonWriter writer, AgentView agent)
    {
        writer.WriteStartObject("reserved_resources_full");
        foreach (var (role, resources) in Reserved(agent))
        {
            WriteList(writer, role, resources);
        }

        writer.WriteEndObject();
        WriteList(writer, "unreserved_resources_full", Unreserved(agent));
        WriteList(writer, "used_resources_full", agent.AllocatedResources);
        WriteList(writer, "offered_resources_full", agent.OfferedResources);
    }

    /// <summary>Writes the agents that have not come back since a restart.</summary>
    public static void WriteRecovered(Utf8JsonWriter writer, IReadOnlyList<AgentInfo> agents)
    {
        writer.WriteStartArray("recovered_slaves");
        foreach (var info in agents)
        {
            writer.WriteStartObject();
            WriteIdentity(writer, info);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteIdentity(Utf8JsonWriter writer, AgentInfo info)
    {
        writer.WriteString("id", info.Id?.Value ?? "");
        writer.WriteString("hostname", info.Hostname);
        writer.WriteNumber("port", info.Port);
        writer.Attributes(info.Attributes);
        if (info.Domain is not null)
        {
            writer.Message("domain", info.Domain);
        }
    }

    private static void WriteResources(Utf8JsonWriter writer, AgentView agent)
    {
        writer.Flat("resources", agent.TotalResources);
        writer.Flat("used_resources", agent.AllocatedResources);
        writer.Flat("offered_resources", agent.OfferedResources);
        writer.WriteStartObject("reserved_resources");
        foreach (var (role, resources) in Reserved(agent))
        {
            writer.Flat(role, [.. resources]);
        }

        writer.WriteEndObject();
        writer.Flat("unreserved_resources", Unreserved(agent));
    }

    private static IReadOnlyList<Resource> Unreserved(AgentView agent) => HasReserved(agent)
        ? [.. agent.TotalResources.Where(resource => resource.Reservations.Count == 0)]
        : agent.TotalResources;

    private static bool HasReserved(AgentView agent)
    {
        for (var i = 0; i < agent.TotalResources.Count; i++)
        {
            if (agent.TotalResources[i].Reservations.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(string Role, IEnumerable<Resource> Resources)> Reserved(
        AgentView agent) => !HasReserved(agent) ? [] : agent.TotalResources
        .Where(resource => resource.Reservations.Count > 0)
        .GroupBy(resource => resource.Reservations[^1].Role, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.AsEnumerable()));

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<Resource> resources)
    {
        writer.WriteStartArray(name);
        foreach (var resource in resources)
        {
            MesosJson.Write(EndpointFormat.Of(resource), writer);
        }

        writer.WriteEndArray();
    }
}
