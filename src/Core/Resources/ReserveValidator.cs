using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Resources;

/// <summary>RESERVE and UNRESERVE.</summary>
internal static class ReserveValidator
{
    public static string? Validate(Offer.Types.Operation.Types.Reserve reserve, OperationContext context)
    {
        ResourceRecord[] targets = [.. reserve.Resources.Select(ResourceRecord.FromProto).OfType<ResourceRecord>()];
        foreach (var record in targets)
        {
            var error = ValidateRecord(record, context);
            if (error is not null)
            {
                return error;
            }
        }

        return reserve.Source.Count == 0 ? null : ValidateSource(reserve, targets);
    }

    public static string? ValidateUnreserve(IEnumerable<ResourceRecord> records)
    {
        foreach (var record in records)
        {
            if (!record.Reservations.IsDynamic)
            {
                return $"Resource {record} is not dynamically reserved";
            }

            if (record.IsPersistentVolume)
            {
                return $"A dynamically reserved persistent volume {record} cannot be unreserved directly. "
                    + "Please destroy the persistent volume first then unreserve the resource";
            }
        }

        return null;
    }

    private static string? ValidateRecord(ResourceRecord record, OperationContext context)
    {
        if (!record.Reservations.IsDynamic)
        {
            return $"Resource {record} is not dynamically reserved";
        }

        return OperationValidator.ValidateAgent(record, context, "Resource", "reserved")
            ?? ValidatePrincipal(record.Reservations.Top!, context)
            ?? ValidateAllocation(record, context);
    }

    private static string? ValidatePrincipal(Reservation reservation, OperationContext context)
    {
        if (context.Principal is not { } principal || reservation.Principal == principal)
        {
            return null;
        }

        return reservation.Principal is null
            ? $"A reserve operation was attempted by principal '{principal}', "
                + "but there is a reserved resource in the request with no principal set"
            : $"A reserve operation was attempted by authenticated principal '{principal}', "
                + $"which does not match a reserved resource in the request with principal '{reservation.Principal}'";
    }

    private static string? ValidateAllocation(ResourceRecord record, OperationContext context)
    {
        if (context.FrameworkId is null)
        {
            return record.AllocationRole is null
                ? null
                : "A reserve operation was attempted with an allocated resource, "
                    + "but the operator API only allows reservations to be made to unallocated resources";
        }

        if (record.AllocationRole is not { } allocated)
        {
            return $"A reserve operation was attempted on unallocated resource {record}, "
                + "but frameworks can only perform reservations on allocated resources";
        }

        var attempted = $"A reserve operation was attempted for a resource with role '{record.ReservationRole}', "
            + $"but the resource was allocated to role '{allocated}'";
        if (allocated != record.ReservationRole)
        {
            return attempted;
        }

        return context.FrameworkRoles.Contains(allocated)
            ? null
            : "A reserve operation was attempted for a resource allocated to role "
                + $"'{allocated}', but the framework only has roles '{{ {string.Join(", ", context.FrameworkRoles)} }}'";
    }

    private static string? ValidateSource(Offer.Types.Operation.Types.Reserve reserve, ResourceRecord[] targets)
    {
        ResourceRecord[] sources = [.. reserve.Source.Select(ResourceRecord.FromProto).OfType<ResourceRecord>()];
        if (sources.Length == 0 || targets.Length == 0)
        {
            return "Resource cannot be empty";
        }

        foreach (var side in new[] { sources, targets })
        {
            if (Array.Exists(side, record => !record.Reservations.Equals(side[0].Reservations)))
            {
                return $"Mixed reservations are not supported{ResourceSet.Of(side)}";
            }
        }

        var (source, target) = (ResourceSet.Of(sources), ResourceSet.Of(targets));
        return source.ToUnreserved().Equals(target.ToUnreserved())
            ? null
            : $"Source and target resources should refer to identical resource quantities: {source} vs. {target}";
    }
}
