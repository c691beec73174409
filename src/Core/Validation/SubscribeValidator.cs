using MesosOrleans.Core.Frameworks;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Validation;

/// <summary>Whether a framework may subscribe (http-api.md 4.2, rows 1 to 7 and 9; authorisation is decided elsewhere).</summary>
public static class SubscribeValidator
{
    /// <summary>Checks a subscription in the order of the protocol's rules.</summary>
    /// <param name="info">The framework as it describes itself.</param>
    /// <param name="suppressedRoles">Roles that it wants no offers for yet.</param>
    /// <param name="constraints">Its offer constraints, or null.</param>
    /// <param name="existing">What is known of the framework when it subscribes again, else null.</param>
    /// <param name="roleWhitelist">Roles that frameworks may subscribe to, or null for all (flag <c>--roles</c>).</param>
    /// <param name="rootSubmissions">Whether frameworks may run as root (flag <c>--root_submissions</c>).</param>
    /// <param name="removed">True when the id belongs to a framework that was removed.</param>
    /// <returns>Text of the ERROR event, or null when the framework may subscribe.</returns>
    public static string? Validate(
        FrameworkInfo info,
        IEnumerable<string> suppressedRoles,
        OfferConstraints? constraints,
        FrameworkInfo? existing = null,
        IReadOnlyCollection<string>? roleWhitelist = null,
        bool rootSubmissions = true,
        bool removed = false) =>
        FrameworkInfoValidator.Validate(info, roleWhitelist, rootSubmissions)
        ?? (removed ? "Framework has been removed" : null)
        ?? ValidateRoleOptions(info, suppressedRoles, constraints)
        ?? (existing is null ? null : ValidatePrincipal(existing, info));

    /// <summary>Checks what is said per role: suppression and offer constraints (row 7).</summary>
    public static string? ValidateRoleOptions(
        FrameworkInfo info, IEnumerable<string> suppressedRoles, OfferConstraints? constraints)
    {
        var roles = Capabilities.RolesOf(info).ToHashSet(StringComparer.Ordinal);
        var foreign = suppressedRoles
            .Where(role => !roles.Contains(role)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (foreign.Count > 0)
        {
            return $"Suppressed roles {RoleText.Set(foreign)} are not contained in the set of roles";
        }

        if (constraints is null)
        {
            return null;
        }

        foreign = [.. constraints.RoleConstraints.Keys.Where(role => !roles.Contains(role)).Order(StringComparer.Ordinal)];
        if (foreign.Count > 0)
        {
            return $"Offer constraints specify roles {RoleText.Set(foreign)} that are not contained in the set of roles";
        }

        return OfferConstraintsValidator.Validate(constraints) is { } error
            ? $"Offer constraints are not valid: {error}"
            : null;
    }

    /// <summary>A framework's principal never changes (row 9).</summary>
    internal static string? ValidatePrincipal(FrameworkInfo existing, FrameworkInfo info) =>
        existing.HasPrincipal == info.HasPrincipal && existing.Principal == info.Principal
            ? null
            : "Changing framework's principal is not allowed.";
}
