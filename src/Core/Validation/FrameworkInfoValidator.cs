using System.Globalization;
using MesosOrleans.Core.Frameworks;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.Ids;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Validation;

/// <summary>What can be wrong with a FrameworkInfo by itself (http-api.md 4.2, rows 1 to 5).</summary>
public static class FrameworkInfoValidator
{
    // A failover time-out is held in nanoseconds, in 64 bits.
    private const double FailoverSecondsMax = long.MaxValue / 1e9;

    /// <summary>Checks roles, id, offer filters, failover time-out and user, in this order.</summary>
    /// <param name="info">The framework.</param>
    /// <param name="roleWhitelist">Roles that frameworks may subscribe to, or null for all (flag <c>--roles</c>).</param>
    /// <param name="rootSubmissions">Whether frameworks may run as root (flag <c>--root_submissions</c>).</param>
    /// <returns>The text of the first failure, or null.</returns>
    public static string? Validate(
        FrameworkInfo info, IReadOnlyCollection<string>? roleWhitelist = null, bool rootSubmissions = true) =>
        ValidateRoles(info)
        ?? ValidateId(info)
        ?? ValidateOfferFilters(info)
        ?? ValidateFailoverTimeout(info)
        ?? ValidatePolicy(info, roleWhitelist, rootSubmissions);

    private static string? ValidateRoles(FrameworkInfo info)
    {
        if (!Capabilities.IsMultiRole(info))
        {
            if (info.Roles.Count > 0)
            {
                return "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable";
            }

            return info.HasRole && RoleName.Validate(info.Role) is { } error
                ? $"'FrameworkInfo.role' is not a valid role: {error}"
                : null;
        }

        if (info.HasRole)
        {
            return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";
        }

        return ValidateRoleList(info.Roles);
    }

    private static string? ValidateRoleList(IEnumerable<string> roles)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var duplicates = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var role in roles)
        {
            if (!seen.Add(role))
            {
                duplicates.Add(role);
            }
        }

        if (duplicates.Count > 0)
        {
            return $"'FrameworkInfo.roles' contains duplicate items: {RoleText.Set(duplicates)}";
        }

        foreach (var role in roles)
        {
            if (RoleName.Validate(role) is { } error)
            {
                return $"'FrameworkInfo.roles' contains invalid role: {error}";
            }
        }

        return null;
    }

    // An empty id reads as none: the framework is new.
    private static string? ValidateId(FrameworkInfo info) =>
        info.Id is { Value.Length: > 0 } id ? IdRules.Validate(id.Value) : null;

    private static string? ValidateOfferFilters(FrameworkInfo info)
    {
        foreach (var filters in info.OfferFilters.Values)
        {
            foreach (var quantities in filters.MinAllocatableResources?.Quantities ?? [])
            {
                if (quantities.Quantities.Count == 0)
                {
                    return "Resource quantities must contain at least one quantity";
                }

                foreach (var (name, scalar) in quantities.Quantities)
                {
                    if (CheckQuantity(scalar.Value) is { } error)
                    {
                        return $"Invalid resource quantity for '{name}': {error}";
                    }
                }
            }
        }

        return null;
    }

    private static string? CheckQuantity(double value) => value switch
    {
        _ when double.IsInfinity(value) => "Infinite values not supported",
        _ when double.IsNaN(value) => "NaN not supported",
        _ when double.IsSubnormal(value) => "Subnormal values not supported",
        < 0 => "Negative values not supported",
        _ => null,
    };

    private static string? ValidateFailoverTimeout(FrameworkInfo info) =>
        Math.Abs(info.FailoverTimeout) <= FailoverSecondsMax
            ? null
            : $"The framework failover_timeout ({Number(info.FailoverTimeout)}) is invalid";

    private static string? ValidatePolicy(
        FrameworkInfo info, IReadOnlyCollection<string>? roleWhitelist, bool rootSubmissions)
    {
        if (roleWhitelist is not null)
        {
            var missing = Capabilities.RolesOf(info).Where(role => !roleWhitelist.Contains(role)).ToList();
            if (missing.Count > 0)
            {
                return $"Roles {RoleText.Set(missing)} are not present in the master's --roles";
            }
        }

        return info.User == "root" && !rootSubmissions
            ? "User 'root' is not allowed to run frameworks without --root_submissions set"
            : null;
    }

    private static string Number(double value) =>
        value switch
        {
            double.PositiveInfinity => "inf",
            double.NegativeInfinity => "-inf",
            double.NaN => "nan",
            _ => value.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e'),
        };
}
