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

    /// <summary>An agent with its resources in endpoint format.</summary>
    public static Response.Types.GetAgents.Types.Agent Agent(Response.Types.GetAgents.Types.Agent agent)
    {
        var copy = agent.Clone();
        Convert(copy.TotalResources);
        Convert(copy.AllocatedResources);
        Convert(copy.OfferedResources);
        foreach (var provider in copy.ResourceProviders)
        {
            Convert(provider.TotalResources);
        }

        return copy;
    }

    /// <summary>A framework with the sums of its resources in endpoint format; its offers stay as they were made.</summary>
    public static Response.Types.GetFrameworks.Types.Framework Framework(
        Response.Types.GetFrameworks.Types.Framework framework)
    {
        var copy = framework.Clone();
        Convert(copy.AllocatedResources);
        Convert(copy.OfferedResources);
        return copy;
    }

    /// <summary>A copy of a resource in endpoint format.</summary>
    public static Resource Of(Resource resource)
    {
        var copy = resource.Clone();
        Convert(copy);
        return copy;
    }

    private static void Convert(RepeatedField<Resource> resources)
    {
        foreach (var resource in resources)
        {
            Convert(resource);
        }
    }

    private static void Convert(Resource resource)
    {
        if (resource.HasRole || resource.Reservations.Count > 1)
        {
            return;
        }

        if (resource.Reservations.Count == 0)
        {
            resource.Role = Unreserved;
            return;
        }

        var reservation = resource.Reservations[0];
        resource.Role = reservation.Role;
        if (reservation.Type == Resource.Types.ReservationInfo.Types.Type.Dynamic)
        {
            resource.Reservation = new Resource.Types.ReservationInfo { Labels = reservation.Labels };
            if (reservation.HasPrincipal)
            {
                resource.Reservation.Principal = reservation.Principal;
            }
        }
    }
}
