using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using ReservationInfo = MesosOrleans.Protocol.V1.Resource.Types.ReservationInfo;

namespace MesosOrleans.Core.Resources;

/// <summary>The rules of reservations, in any of the three formats.</summary>
internal static class ReservationValidator
{
    private const string InvalidFormat = "Invalid resource format: ";

    public static string? Validate(Resource resource) =>
        resource.Reservations.Count == 0 ? ValidatePre(resource) : ValidateStack(resource);

    private static string? ValidatePre(Resource resource)
    {
        var role = resource.HasRole ? resource.Role : RoleName.Default;
        if (RoleName.Validate(role) is { } error)
        {
            return error;
        }

        if (resource.Reservation is not { } reservation)
        {
            return null;
        }

        if (reservation.HasType)
        {
            return "'Resource.ReservationInfo.type' must not be set for the 'Resource.reservation' field";
        }

        if (reservation.HasRole)
        {
            return "'Resource.ReservationInfo.role' must not be set for the 'Resource.reservation' field";
        }

        return role == RoleName.Default
            ? "Invalid reservation: role \"*\" cannot be dynamically reserved"
            : null;
    }

    private static string? ValidateStack(Resource resource)
    {
        string? ancestor = null;
        foreach (var entry in resource.Reservations)
        {
            if (ValidateEntry(entry, ancestor) is { } error)
            {
                return error;
            }

            ancestor = entry.Role;
        }

        return resource.Reservations.Count == 1 ? ValidateSingle(resource) : ValidateRefined(resource);
    }

    private static string? ValidateEntry(ReservationInfo entry, string? ancestor)
    {
        if (!entry.HasType)
        {
            return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
        }

        if (!entry.HasRole)
        {
            return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
        }

        if (RoleName.Validate(entry.Role) is { } error)
        {
            return error;
        }

        if (entry.Role == RoleName.Default)
        {
            return "Invalid reservation: role \"*\" cannot be reserved";
        }

        if (ancestor is null)
        {
            return null;
        }

        if (entry.Type == ReservationInfo.Types.Type.Static)
        {
            return "Invalid refined reservation: A refined reservation cannot be STATIC";
        }

        return RoleName.IsStrictSubrole(entry.Role, ancestor)
            ? null
            : $"Invalid refined reservation: role '{entry.Role}' is not a refinement of '{ancestor}'";
    }

    private static string? ValidateRefined(Resource resource)
    {
        const string Rule = "must not be set if there is more than one reservation in 'Resource.reservations'";
        if (resource.HasRole)
        {
            return $"{InvalidFormat}'Resource.role' {Rule}";
        }

        if (resource.Reservation is not null)
        {
            return $"{InvalidFormat}'Resource.reservation' {Rule}";
        }

        return resource.Reservations.Any(entry => entry.Type == ReservationInfo.Types.Type.Unknown)
            ? "Unsupported 'Resource.ReservationInfo.Type'"
            : null;
    }

    private static string? ValidateSingle(Resource resource)
    {
        var entry = resource.Reservations[0];
        if (resource.HasRole && resource.Role != entry.Role)
        {
            return $"{InvalidFormat}'Resource.role' field with '{resource.Role}' "
                + $"does not match the role '{entry.Role}' in 'Resource.reservations'";
        }

        return entry.Type switch
        {
            ReservationInfo.Types.Type.Static => resource.Reservation is null
                ? null
                : $"{InvalidFormat}'Resource.reservation' must not be set "
                    + "if the single reservation in 'Resource.reservations' is STATIC",
            ReservationInfo.Types.Type.Dynamic => ValidateDynamic(resource, entry),
            _ => "Unsupported 'Resource.ReservationInfo.Type'",
        };
    }

    private static string? ValidateDynamic(Resource resource, ReservationInfo entry)
    {
        if (resource.HasRole != (resource.Reservation is not null))
        {
            return $"{InvalidFormat}'Resource.role' and 'Resource.reservation' must either be both set or both not set "
                + "if the single reservation in 'Resource.reservations' is DYNAMIC";
        }

        if (resource.Reservation is not { } old)
        {
            return null;
        }

        if (old.HasPrincipal != entry.HasPrincipal || old.Principal != entry.Principal)
        {
            return $"{InvalidFormat}'Resource.reservation.principal' field with '{old.Principal}' "
                + $"does not match the principal '{entry.Principal}' in 'Resource.reservations'";
        }

        var (oldLabels, labels) = (ToLabels(old), ToLabels(entry));
        return Equals(oldLabels, labels)
            ? null
            : $"{InvalidFormat}'Resource.reservation.labels' field with '{oldLabels}' "
                + $"does not match the labels '{labels}' in 'Resource.reservations'";
    }

    private static LabelSet? ToLabels(ReservationInfo info) => info.Labels is null ? null : new LabelSet(info.Labels);
}
