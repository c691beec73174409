using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>Checks the legacy calls that set guarantees and limits to one value, and that remove a quota.</summary>
public static class QuotaSet
{
    /// <summary>Checks a SET.</summary>
    /// <param name="request">The call.</param>
    /// <param name="configured">Quotas in force by role.</param>
    /// <param name="capacity">Non-revocable resources of all registered agents.</param>
    /// <param name="whitelist">The roles there may be; null allows any valid name.</param>
    /// <returns>Why it is refused; null when it may go ahead.</returns>
    public static QuotaSetRefusal? Validate(
        QuotaRequest request, IReadOnlyDictionary<string, RoleQuota> configured, ResourceQuantities capacity,
        IReadOnlySet<string>? whitelist = null)
    {
        if (ValidateRequest(request, whitelist) is { } error)
        {
            return new QuotaSetRefusal(400, error);
        }

        if (configured.TryGetValue(request.Role, out var existing) && !existing.IsDefault)
        {
            return new QuotaSetRefusal(400, $"Cannot set quota for role '{request.Role}' which already has quota");
        }

        if (request.Force)
        {
            return null;
        }

        var total = configured.Values.Aggregate(
            ToQuota(request).Guarantees, (sum, quota) => sum + quota.Guarantees);
        return capacity.Contains(total)
            ? null
            : new QuotaSetRefusal(
                409,
                "Quota guarantees overcommit the cluster (use 'force' to bypass this check): "
                + $"Total quota guarantees '{total}' exceed cluster capacity '{capacity}'");
    }

    /// <summary>Checks a REMOVE.</summary>
    public static QuotaSetRefusal? ValidateRemove(string role, IReadOnlyDictionary<string, RoleQuota> configured) =>
        configured.TryGetValue(role, out var quota) && !quota.IsDefault
            ? null
            : new QuotaSetRefusal(400, $"Cannot remove quota for role '{role}' which does not have quota set");

    /// <summary>The quota of a valid SET.</summary>
    public static RoleQuota ToQuota(QuotaRequest request)
    {
        var amounts = request.Guarantee
            .Select(one => new ResourceQuantity(one.Name, FixedPoint.FromDouble(one.Scalar?.Value ?? 0)))
            .ToArray();
        return new RoleQuota(ResourceQuantities.Of(amounts), ResourceLimits.Of(amounts));
    }

    private static string? ValidateRequest(QuotaRequest request, IReadOnlySet<string>? whitelist)
    {
        if (!request.HasRole || request.Role.Length == 0)
        {
            return "QuotaInfo must specify a role";
        }

        if (RoleName.Validate(request.Role) is { } why)
        {
            return $"QuotaInfo with invalid role: {why}";
        }

        if (RoleName.IsHierarchical(request.Role))
        {
            return $"Setting quota on nested role '{request.Role}' is not supported yet";
        }

        if (whitelist is not null && !whitelist.Contains(request.Role))
        {
            return $"Unknown role '{request.Role}'";
        }

        return request.Guarantee.Count == 0 ? "QuotaInfo with empty 'guarantee'" : ValidateGuarantee(request.Guarantee);
    }

    private static string? ValidateGuarantee(IEnumerable<Resource> guarantee)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in guarantee)
        {
            var error = ResourceValidator.Validate(resource) is { } why ? $"QuotaInfo with invalid resource: {why}"
                : ResourceRecord.FromProto(resource) is { IsReserved: true }
                    ? "QuotaInfo must not contain any ReservationInfo"
                : resource.Disk is not null ? "QuotaInfo must not contain any DiskInfo"
                : resource.Revocable is not null ? "QuotaInfo must not contain any RevocableInfo"
                : resource.Type != Value.Types.Type.Scalar ? "QuotaInfo must not include non-scalar resources"
                : !names.Add(resource.Name) ? $"QuotaInfo contains duplicate resource name '{resource.Name}'"
                : null;
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }
}
