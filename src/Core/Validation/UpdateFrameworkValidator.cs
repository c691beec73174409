using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.SchedulerApi;

namespace MesosOrleans.Core.Validation;

/// <summary>Whether UPDATE_FRAMEWORK may be applied (http-api.md 4.8, rows 1 to 3).</summary>
public static class UpdateFrameworkValidator
{
    /// <summary>Checks an update against the framework as it is.</summary>
    /// <param name="info">The framework as it wants to be.</param>
    /// <param name="suppressedRoles">Roles that it wants no offers for.</param>
    /// <param name="constraints">Its offer constraints, or null.</param>
    /// <param name="existing">The framework as it is.</param>
    /// <param name="roleWhitelist">Roles that frameworks may subscribe to, or null for all (flag <c>--roles</c>).</param>
    /// <param name="rootSubmissions">Whether frameworks may run as root (flag <c>--root_submissions</c>).</param>
    /// <returns>The body of a 400 answer, or null when the update may be applied.</returns>
    public static string? Validate(
        FrameworkInfo info,
        IEnumerable<string> suppressedRoles,
        OfferConstraints? constraints,
        FrameworkInfo existing,
        IReadOnlyCollection<string>? roleWhitelist = null,
        bool rootSubmissions = true) =>
        Prefixed("Supplied FrameworkInfo is not valid: ", FrameworkInfoValidator.Validate(info, roleWhitelist, rootSubmissions))
        ?? Prefixed("FrameworkInfo update is not valid: ", ValidateUnchanged(existing, info))
        ?? Prefixed(
            "'UpdateFramework' call is not valid: ",
            SubscribeValidator.ValidateRoleOptions(info, suppressedRoles, constraints));

    private static string? ValidateUnchanged(FrameworkInfo existing, FrameworkInfo info)
    {
        if (SubscribeValidator.ValidatePrincipal(existing, info) is { } error)
        {
            return error;
        }

        if (existing.User != info.User)
        {
            return Unsupported("user", existing.User, info.User);
        }

        return existing.Checkpoint == info.Checkpoint
            ? null
            : Unsupported("checkpoint", Word(existing.Checkpoint), Word(info.Checkpoint));
    }

    private static string Unsupported(string field, string from, string to) =>
        $"Updating 'FrameworkInfo.{field}' is unsupported; attempted to update from '{from}' to '{to}'";

    private static string Word(bool value) => value ? "true" : "false";

    private static string? Prefixed(string prefix, string? error) => error is null ? null : prefix + error;
}
