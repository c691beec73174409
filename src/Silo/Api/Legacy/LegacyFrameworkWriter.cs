using System.Text.Json;
using MesosOrleans.Core.Frameworks;

namespace MesosOrleans.Silo.Api.Legacy;

/// <summary>Writes a framework (legacy-endpoints.md 3.5).</summary>
internal static class LegacyFrameworkWriter
{
    /// <summary>Writes the members of the summary, without the braces around them.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, FrameworkView framework)
    {
        var info = framework.FrameworkInfo;
        writer.WriteString("id", info.Id?.Value ?? "");
        writer.WriteString("name", info.Name);
        writer.Flat("used_resources", framework.AllocatedResources);
        writer.Flat("offered_resources", framework.OfferedResources);
        writer.WriteStartArray("capabilities");
        foreach (var capability in info.Capabilities)
        {
            writer.WriteStringValue(StateNames.Of(capability));
        }

        writer.WriteEndArray();
        writer.WriteString("hostname", info.Hostname);
        writer.WriteString("webui_url", info.WebuiUrl);
        writer.WriteBoolean("active", framework.Active);
        writer.WriteBoolean("connected", framework.Connected);
        writer.WriteBoolean("recovered", framework.Message.Recovered);
    }

    /// <summary>Writes the members that come before the tasks.</summary>
    public static void WriteDetails(Utf8JsonWriter writer, FrameworkView framework)
    {
        var info = framework.FrameworkInfo;
        writer.WriteString("user", info.User);
        writer.Double("failover_timeout", info.FailoverTimeout);
        writer.WriteBoolean("checkpoint", info.Checkpoint);
        writer.Time("registered_time", framework.Message.RegisteredTime);
        writer.Time("unregistered_time", framework.Message.UnregisteredTime);
        if (info.HasPrincipal)
        {
            writer.WriteString("principal", info.Principal);
        }

        writer.Flat("resources", [.. framework.AllocatedResources, .. framework.OfferedResources]);
        if (framework.Message.ReregisteredTime is { } again
            && again.Nanoseconds != framework.Message.RegisteredTime?.Nanoseconds)
        {
            writer.Time("reregistered_time", again);
        }

        if (Capabilities.IsMultiRole(info))
        {
            writer.WriteStartArray("roles");
            foreach (var role in info.Roles)
            {
                writer.WriteStringValue(role);
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("role", info.Role);
        }
    }

    /// <summary>Writes the members that come behind the tasks.</summary>
    public static void WriteRest(Utf8JsonWriter writer, FrameworkView framework)
    {
        writer.WriteStartArray("offers");
        foreach (var offer in framework.Offers)
        {
            writer.WriteStartObject();
            writer.WriteString("id", offer.Id.Value);
            writer.WriteString("framework_id", offer.FrameworkId.Value);
            writer.WriteStartObject("allocation_info");
            writer.WriteString("role", offer.AllocationInfo?.Role ?? "*");
            writer.WriteEndObject();
            writer.WriteString("slave_id", offer.AgentId.Value);
            writer.Flat("resources", offer.Resources);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("executors");
        foreach (var (agentId, executor) in framework.Executors)
        {
            LegacyExecutorWriter.Write(writer, agentId, executor);
        }

        writer.WriteEndArray();
        writer.Labels("labels", framework.FrameworkInfo.Labels);
        if (framework.Message.OfferConstraints is { } constraints)
        {
            writer.Message("offer_constraints", constraints);
        }
        else
        {
            writer.WriteStartObject("offer_constraints");
            writer.WriteEndObject();
        }
    }
}
