using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>Checks the legacy calls that set guarantees and limits to one value, and that remove a quota.</summary>
public static class QuotaSet
{
    private const string Prefix = "Failed to validate set quota request: ";

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
        if (ValidateRequest(request, configured, whitelist) is { } error)
        {
            return new QuotaSetRefusal(400, Prefix + error);
        }

        if (RoleName.IsHierarchical(request.Role))
        {
            return new QuotaSetRefusal(400, $"Setting quota on nested role '{request.Role}' is not supported yet");
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
            : new QuotaSetRefusal(400, $"Role '{role}' has no quota set");

    /// <summary>The quota of a valid SET.</summary>
    public static RoleQuota ToQuota(QuotaRequest request)
    {
        var amounts = request.Guarantee
            .Select(one => new ResourceQuantity(one.Name, FixedPoint.FromDouble(one.Scalar?.Value ?? 0)))
            .ToArray();
        return new RoleQuota(ResourceQuantities.Of(amounts), ResourceLimits.Of(amounts));
    }

    // In this order: a request with several faults is told of the first.
    private static string? ValidateRequest(
        QuotaRequest request, IReadOnlyDictionary<string, RoleQuota> configured, IReadOnlySet<string>? whitelist) =>
        ResourceValidator.Validate(request.Guarantee) is { } invalid ? $"QuotaInfo with invalid resource: {invalid}"
        : RoleName.Validate(request.Role) is { } why ? $"QuotaInfo with invalid role: {why}"
        : request.Guarantee.Count == 0 ? "QuotaInfo with empty 'guarantee'"
        : ValidateGuarantee(request.Guarantee) is { } error ? error
        : whitelist is not null && !whitelist.Contains(request.Role) ? $"Unknown role '{request.Role}'"
        : configured.TryGetValue(request.Role, out var existing) && !existing.IsDefault
            ? $"Cannot set quota for role '{request.Role}' which already has quota"
        : null;

    private static string? ValidateGuarantee(IEnumerable<Resource> guarantee)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in guarantee)
        {
            var error = ResourceRecord.FromProto(resource) is { IsReserved: true }
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
