using System.Diagnostics.CodeAnalysis;
using MesosOrleans.Core.Allocation.Constraints;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;
using CapabilityType = MesosOrleans.Protocol.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace MesosOrleans.Core.Allocation;

/// <summary>Reads what the allocator needs from a subscription and says what is wrong with it.</summary>
public static class FrameworkSpecReader
{
    /// <summary>Reads a subscription or an update of one.</summary>
    /// <param name="id">Framework id.</param>
    /// <param name="info">The framework.</param>
    /// <param name="suppressedRoles">Roles in which it wants no offers for now.</param>
    /// <param name="constraints">Its offer constraints; null for none.</param>
    /// <param name="limits">Bounds on regular expressions.</param>
    /// <param name="spec">What was read when the answer is true.</param>
    /// <param name="error">What is wrong when the answer is false.</param>
    public static bool TryRead(
        string id, FrameworkInfo info, IReadOnlyCollection<string> suppressedRoles, OfferConstraints? constraints,
        RegexLimits limits, [NotNullWhen(true)] out FrameworkSpec? spec, out string error)
    {
        spec = null;
        var filter = OfferConstraintsFilter.None;
        error = ValidateRoles(info) ?? "";
        var roles = error.Length == 0 ? RolesOf(info) : [];
        error = error.Length > 0 ? error : ValidateSuppressed(suppressedRoles, roles) ?? "";
        if (error.Length > 0 || (constraints is not null
            && !OfferConstraintsFilter.TryCreate(constraints, limits, out filter, out error)))
        {
            return false;
        }

        error = filter.Roles.Where(role => !roles.Contains(role))
            .Select(role => $"Offer constraints specify a role '{role}' the framework is not subscribed to")
            .FirstOrDefault("");
        if (error.Length > 0 || !TryReadMinimums(info, roles, out var minimums, out error))
        {
            return false;
        }

        spec = new FrameworkSpec(id, roles)
        {
            Capabilities = CapabilitiesOf(info),
            SuppressedRoles = suppressedRoles,
            MinAllocatableResources = minimums,
            Constraints = filter,
        };
        return true;
    }

    /// <summary>Checks the roles of a subscription.</summary>
    /// <returns>What is wrong; null when they are right.</returns>
    public static string? ValidateRoles(FrameworkInfo info)
    {
        if (!IsMultiRole(info))
        {
            return info.Roles.Count > 0
                ? "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable"
                : RoleName.Validate(LegacyRoleOf(info) ?? RoleName.Default);
        }

        if (LegacyRoleOf(info) is not null)
        {
            return "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable";
        }

        var duplicates = info.Roles.GroupBy(role => role).Where(group => group.Count() > 1).Select(group => group.Key);
        if (duplicates.Any())
        {
            return $"'FrameworkInfo.roles' contains duplicate items: {Print(duplicates)}";
        }

        return info.Roles.Select(RoleName.Validate).FirstOrDefault(error => error is not null);
    }

    /// <summary>The roles of a valid subscription.</summary>
    public static IReadOnlyCollection<string> RolesOf(FrameworkInfo info) =>
        IsMultiRole(info) ? [.. info.Roles] : [LegacyRoleOf(info) ?? RoleName.Default];

    /// <summary>The capabilities that matter to allocation.</summary>
    public static FrameworkCapabilities CapabilitiesOf(FrameworkInfo info)
    {
        var capabilities = FrameworkCapabilities.None;
        foreach (var capability in info.Capabilities)
        {
            capabilities |= capability.Type switch
            {
                CapabilityType.RevocableResources => FrameworkCapabilities.RevocableResources,
                CapabilityType.SharedResources => FrameworkCapabilities.SharedResources,
                CapabilityType.ReservationRefinement => FrameworkCapabilities.ReservationRefinement,
                CapabilityType.GpuResources => FrameworkCapabilities.GpuResources,
                CapabilityType.RegionAware => FrameworkCapabilities.RegionAware,
                CapabilityType.MultiRole => FrameworkCapabilities.MultiRole,
                _ => FrameworkCapabilities.None,
            };
        }

        return capabilities;
    }

    private static bool IsMultiRole(FrameworkInfo info) =>
        info.Capabilities.Any(capability => capability.Type == CapabilityType.MultiRole);

    // Read by field number: the generated property is marked obsolete, and the field is still what old schedulers send.
    private static string? LegacyRoleOf(FrameworkInfo info)
    {
        var field = FrameworkInfo.Descriptor.FindFieldByNumber(FrameworkInfo.RoleFieldNumber);
        return field.Accessor.HasValue(info) ? (string)field.Accessor.GetValue(info) : null;
    }

    private static string? ValidateSuppressed(IReadOnlyCollection<string> suppressed, IReadOnlyCollection<string> roles)
    {
        var strangers = suppressed.Where(role => !roles.Contains(role)).Distinct();
        return strangers.Any()
            ? $"Suppressed roles {Print(strangers)} are not contained in the set of roles"
            : null;
    }

    private static bool TryReadMinimums(
        FrameworkInfo info, IReadOnlyCollection<string> roles,
        out Dictionary<string, IReadOnlyList<ResourceQuantities>> minimums, out string error)
    {
        minimums = new(StringComparer.Ordinal);
        foreach (var (role, filters) in info.OfferFilters)
        {
            error = roles.Contains(role)
                ? ""
                : $"Offer filters specify a role '{role}' the framework is not subscribed to";
            if (error.Length > 0)
            {
                return false;
            }

            if (filters.MinAllocatableResources is { } minimum)
            {
                if (!MinAllocatable.TryRead(minimum, out var alternatives, out error))
                {
                    return false;
                }

                minimums.Add(role, alternatives);
            }
        }

        error = "";
        return true;
    }

    private static string Print(IEnumerable<string> roles) =>
        $"{{ {string.Join(", ", roles.Order(StringComparer.Ordinal))} }}";
}
