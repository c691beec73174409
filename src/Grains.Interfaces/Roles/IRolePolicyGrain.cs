using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using Orleans.Concurrency;

namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>
/// Weights and quotas of all roles: one durable document, so that each change is all or nothing, over a crash too.
/// Key: 0. A refusal is a result, and nothing has changed then.
/// </summary>
[Alias("MesosOrleans.IRolePolicyGrain")]
public interface IRolePolicyGrain : IGrainWithIntegerKey
{
    /// <summary>The document in force.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<RolePolicy> Get();

    /// <summary>The document in force when it is newer than a version, else null.</summary>
    [AlwaysInterleave]
    [Alias("GetNewer")]
    Task<RolePolicy?> GetNewer(long version);

    /// <summary>Sets weights (allocation.md 14); roles not mentioned keep theirs.</summary>
    [Alias("UpdateWeights")]
    Task<PolicyResult> UpdateWeights(IReadOnlyList<WeightInfo> weights);

    /// <summary>Sets guarantees and limits (allocation.md 13.2).</summary>
    /// <param name="configs">One entry a role.</param>
    /// <param name="force">Skips the checks of consumption and capacity.</param>
    [Alias("UpdateQuota")]
    Task<PolicyResult> UpdateQuota(IReadOnlyList<QuotaConfig> configs, bool force);

    /// <summary>The older call: guarantees and limits alike, for a role without quota.</summary>
    [Alias("SetQuota")]
    Task<PolicyResult> SetQuota(QuotaRequest request);

    /// <summary>Removes a role's quota.</summary>
    [Alias("RemoveQuota")]
    Task<PolicyResult> RemoveQuota(string role);
}
