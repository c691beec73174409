using MesosOrleans.Core.Allocation;
using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Resources;
using MesosOrleans.Grains.Allocation;
using MesosOrleans.Grains.Interfaces.Allocation;
using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MesosOrleans.Grains.Roles;

/// <summary>
/// Checks a change, makes the new document durable, then tells the allocator. An allocator that cannot be told finds the
/// newer version by itself.
/// </summary>
public sealed partial class RolePolicyGrain(
    [PersistentState("rolepolicy")] IPersistentState<RolePolicyGrainState> storage,
    IOptions<ClusterSettings> options,
    ILogger<RolePolicyGrain> logger) : Grain, IRolePolicyGrain
{
    private RolePolicy _policy = new();
    private HashSet<string>? _whitelist;

    private IRootAllocatorGrain Root => GrainFactory.GetGrain<IRootAllocatorGrain>(IRootAllocatorGrain.Key);

    /// <inheritdoc />
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _whitelist = options.Value.Roles?.ToHashSet(StringComparer.Ordinal);
        if (storage.State.Policy is null)
        {
            // What was set later beats the flag, so the flag counts at the first start only.
            storage.State.Policy = new RolePolicy { Weights = Copy(options.Value.Weights) };
            await storage.WriteStateAsync(cancellationToken);
        }

        _policy = storage.State.Policy;
    }

    /// <inheritdoc />
    public Task<RolePolicy> Get() => Task.FromResult(_policy);

    /// <inheritdoc />
    public Task<RolePolicy?> GetNewer(long version) => Task.FromResult(_policy.Version > version ? _policy : null);

    /// <inheritdoc />
    public async Task<PolicyResult> UpdateWeights(IReadOnlyList<WeightInfo> weights)
    {
        if (!WeightUpdate.TryRead(weights, _whitelist, out var read, out var error))
        {
            return new PolicyResult { Status = 400, Message = error };
        }

        var all = Copy(_policy.Weights);
        foreach (var (role, weight) in read)
        {
            all[role] = weight;
        }

        return await Store(_policy with { Weights = all }, PolicyChangeKind.Weights, read.Keys);
    }

    /// <inheritdoc />
    public async Task<PolicyResult> UpdateQuota(IReadOnlyList<QuotaConfig> configs, bool force)
    {
        var snapshot = await Root.GetSnapshot();
        var update = new QuotaUpdate(
            AllocatorMessages.QuotasOf(_policy),
            role => snapshot.Roles.TryGetValue(role, out var known) ? known.Consumed.ToQuantities() : ResourceQuantities.Empty,
            snapshot.Capacity.ToQuantities(), _whitelist);
        if (update.Validate(configs, force) is { } error)
        {
            return new PolicyResult { Status = 400, Message = error };
        }

        return await Store(With(configs), PolicyChangeKind.UpdateQuota, configs.Select(config => config.Role));
    }

    /// <inheritdoc />
    public async Task<PolicyResult> SetQuota(QuotaRequest request)
    {
        var snapshot = await Root.GetSnapshot();
        if (QuotaSet.Validate(request, AllocatorMessages.QuotasOf(_policy), snapshot.Capacity.ToQuantities(), _whitelist)
            is { } refusal)
        {
            return new PolicyResult { Status = refusal.StatusCode, Message = refusal.Message };
        }

        var config = new QuotaConfig { Role = request.Role };
        foreach (var amount in request.Guarantee)
        {
            config.Guarantees[amount.Name] = amount.Scalar;
            config.Limits[amount.Name] = amount.Scalar;
        }

        return await Store(With([config]), PolicyChangeKind.SetQuota, [request.Role]);
    }

    /// <inheritdoc />
    public async Task<PolicyResult> RemoveQuota(string role)
    {
        if (QuotaSet.ValidateRemove(role, AllocatorMessages.QuotasOf(_policy)) is { } refusal)
        {
            return new PolicyResult { Status = refusal.StatusCode, Message = refusal.Message };
        }

        var quotas = Copy(_policy.Quotas);
        quotas.Remove(role);
        return await Store(_policy with { Quotas = quotas }, PolicyChangeKind.RemoveQuota, [role]);
    }

    private static Dictionary<string, T> Copy<T>(IReadOnlyDictionary<string, T> source) => new(source, StringComparer.Ordinal);

    private RolePolicy With(IEnumerable<QuotaConfig> configs)
    {
        var quotas = Copy(_policy.Quotas);
        foreach (var config in configs)
        {
            quotas[config.Role] = config;
        }

        return _policy with { Quotas = quotas };
    }

    private async Task<PolicyResult> Store(RolePolicy policy, PolicyChangeKind kind, IEnumerable<string> roles)
    {
        var next = policy with { Version = _policy.Version + 1 };
        storage.State.Policy = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch
        {
            // Another activation may own the document now, or the outcome is unknown: begin again from the storage.
            DeactivateOnIdle();
            throw;
        }

        _policy = next;
        try
        {
            await Root.SetPolicy(next, new PolicyChange { Kind = kind, Roles = [.. roles] });
        }
        catch (Exception exception)
        {
            LogNotTold(exception, next.Version);
        }

        return PolicyResult.Ok;
    }

    [LoggerMessage(1401, LogLevel.Warning, "The allocator could not be told of policy version {Version}; it will ask")]
    private partial void LogNotTold(Exception exception, long version);
}
