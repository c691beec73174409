using System.Text.Json;
using MesosOrleans.Protocol.Json;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;
using MesosOrleans.Silo.Api.View;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes an agent (legacy-endpoints.md 3.4).</summary>
internal static class LegacyAgentWriter
{
    /// <summary>Writes the members of an agent, without the braces around them.</summary>
    public static void Write(Utf8JsonWriter writer, Response.Types.GetAgents.Types.Agent agent)
    {
        WriteIdentity(writer, agent.AgentInfo);
        writer.WriteString("pid", agent.Pid);
        writer.Time("registered_time", agent.RegisteredTime);
        if (agent.ReregisteredTime is not null)
        {
            writer.Time("reregistered_time", agent.ReregisteredTime);
        }

        WriteResources(writer, agent);
        writer.WriteBoolean("active", agent.Active);
        writer.WriteBoolean("deactivated", agent.Deactivated);
        writer.WriteString("version", agent.Version);
        writer.WriteStartArray("capabilities");
        foreach (var capability in agent.Capabilities)
        {
            writer.WriteStringValue(StateNames.Of(capability));
        }

        writer.WriteEndArray();
        if (agent.DrainInfo is not null)
        {
            writer.Message("drain_info", agent.DrainInfo);
        }

        if (agent.EstimatedDrainStartTime is { } drain)
        {
            writer.Time("estimated_drain_start_time_seconds", drain);
        }
    }

    /// <summary>Writes the lists that only <c>/slaves</c> has.</summary>
    public static void WriteFull(Utf8JsonWriter writer, Response.Types.GetAgents.Types.Agent agent)
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

    private static void WriteResources(Utf8JsonWriter writer, Response.Types.GetAgents.Types.Agent agent)
    {
        writer.Flat("resources", ResourceSum.Of(agent.TotalResources));
        writer.Flat("used_resources", ResourceSum.Of(agent.AllocatedResources));
        writer.Flat("offered_resources", ResourceSum.Of(agent.OfferedResources));
        writer.WriteStartObject("reserved_resources");
        foreach (var (role, resources) in Reserved(agent))
        {
            writer.Flat(role, ResourceSum.Of(resources));
        }

        writer.WriteEndObject();
        writer.Flat("unreserved_resources", ResourceSum.Of(Unreserved(agent)));
    }

    private static IEnumerable<Resource> Unreserved(Response.Types.GetAgents.Types.Agent agent) =>
        agent.TotalResources.Where(resource => resource.Reservations.Count == 0);

    private static IEnumerable<(string Role, IEnumerable<Resource> Resources)> Reserved(
        Response.Types.GetAgents.Types.Agent agent) => agent.TotalResources
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
