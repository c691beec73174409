using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Weights and quotas (allocation.md 13, 14), for both faces of the operator API. Null is success.</summary>
internal sealed partial class RolePolicyActions(IGrainFactory grains, ILogger<RolePolicyActions> logger)
{
    private static readonly ApiError Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "The cluster's state cannot be reached at the moment. Repeat the call");

    private IRolePolicyGrain Policy => grains.GetGrain<IRolePolicyGrain>(0);

    /// <summary>What is set.</summary>
    public Task<RolePolicy> Get() => Policy.Get();

    /// <summary>Sets weights, all or none.</summary>
    public Task<ApiError?> UpdateWeights(IReadOnlyList<WeightInfo> weights) => Guard(() => Policy.UpdateWeights(weights));

    /// <summary>Sets quotas, all or none.</summary>
    public Task<ApiError?> UpdateQuota(IReadOnlyList<QuotaConfig> configs, bool force) =>
        Guard(() => Policy.UpdateQuota(configs, force));

    /// <summary>Sets the quota of a role that has none.</summary>
    public Task<ApiError?> SetQuota(QuotaRequest request) => Guard(() => Policy.SetQuota(request));

    /// <summary>Removes a role's quota.</summary>
    /// <param name="role">The role.</param>
    /// <param name="prefix">What a refusal begins with.</param>
    public async Task<ApiError?> RemoveQuota(string role, string prefix)
    {
        var error = await Guard(() => Policy.RemoveQuota(role));
        return error is { Status: StatusCodes.Status400BadRequest } ? error with { Text = prefix + error.Text } : error;
    }

    private async Task<ApiError?> Guard(Func<Task<PolicyResult>> change)
    {
        try
        {
            var result = await change();
            return result.Status == StatusCodes.Status200OK ? null : new ApiError(result.Status, result.Message!);
        }
        catch (Exception exception)
        {
            ChangeFailed(logger, exception);
            return Unavailable;
        }
    }

    [LoggerMessage(5203, LogLevel.Warning, "A change of weights or quotas was answered 503")]
    private static partial void ChangeFailed(ILogger logger, Exception exception);
}
