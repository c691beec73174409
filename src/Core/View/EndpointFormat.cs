using Google.Protobuf.Collections;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Core.View;

/// <summary>
/// Resources as operators are shown them: the newer form, and beside it the older one where it can say the same
/// (http-api.md 3.2).
/// </summary>
public static class EndpointFormat
{
    private const string Unreserved = "*";

    /// <summary>
    /// An agent with its resources in endpoint format. What does not change is shared with the original: listings of
    /// thousands of agents copy no descriptions.
    /// </summary>
    public static Response.Types.GetAgents.Types.Agent Agent(Response.Types.GetAgents.Types.Agent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var copy = new Response.Types.GetAgents.Types.Agent
        {
            AgentInfo = agent.AgentInfo,
            RegisteredTime = agent.RegisteredTime,
            ReregisteredTime = agent.ReregisteredTime,
            DrainInfo = agent.DrainInfo,
            EstimatedDrainStartTime = agent.EstimatedDrainStartTime,
        };
        if (agent.HasActive)
        {
            copy.Active = agent.Active;
        }

        if (agent.HasDeactivated)
        {
            copy.Deactivated = agent.Deactivated;
        }

        if (agent.HasVersion)
        {
            copy.Version = agent.Version;
        }

        if (agent.HasPid)
        {
            copy.Pid = agent.Pid;
        }

        Add(agent.TotalResources, copy.TotalResources);
        Add(agent.AllocatedResources, copy.AllocatedResources);
        Add(agent.OfferedResources, copy.OfferedResources);
        copy.Capabilities.AddRange(agent.Capabilities);
        for (var i = 0; i < agent.ResourceProviders.Count; i++)
        {
            var provider = new Response.Types.GetAgents.Types.Agent.Types.ResourceProvider
            {
                ResourceProviderInfo = agent.ResourceProviders[i].ResourceProviderInfo,
            };
            Add(agent.ResourceProviders[i].TotalResources, provider.TotalResources);
            copy.ResourceProviders.Add(provider);
        }

        return copy;
    }

    /// <summary>A resource in endpoint format: itself when it is, else one that shares its parts with it.</summary>
    public static Resource Of(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (resource.HasRole || resource.Reservations.Count > 1)
        {
            return resource;
        }

        var copy = Share(resource);
        if (resource.Reservations.Count == 0)
        {
            copy.Role = Unreserved;
            return copy;
        }

        var reservation = resource.Reservations[0];
        copy.Role = reservation.Role;
        if (reservation.Type == Resource.Types.ReservationInfo.Types.Type.Dynamic)
        {
            copy.Reservation = new Resource.Types.ReservationInfo { Labels = reservation.Labels };
            if (reservation.HasPrincipal)
            {
                copy.Reservation.Principal = reservation.Principal;
            }
        }

        return copy;
    }

    private static void Add(RepeatedField<Resource> resources, RepeatedField<Resource> converted)
    {
        converted.Capacity = resources.Count;
        for (var i = 0; i < resources.Count; i++)
        {
            converted.Add(Of(resources[i]));
        }
    }

    // A resource without a role of the older form.
    private static Resource Share(Resource resource)
    {
        var copy = new Resource
        {
            ProviderId = resource.ProviderId,
            Scalar = resource.Scalar,
            Ranges = resource.Ranges,
            Set = resource.Set,
            AllocationInfo = resource.AllocationInfo,
            Reservation = resource.Reservation,
            Disk = resource.Disk,
            Revocable = resource.Revocable,
            Shared = resource.Shared,
        };
        if (resource.HasName)
        {
            copy.Name = resource.Name;
        }

        if (resource.HasType)
        {
            copy.Type = resource.Type;
        }

        copy.Reservations.AddRange(resource.Reservations);
        return copy;
    }
}
