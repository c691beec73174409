using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Grains.Interfaces.Roles;

/// <summary>Weights and quotas of all roles.</summary>
[GenerateSerializer, Immutable, Alias("MesosOrleans.RolePolicy")]
public sealed record RolePolicy
{
    /// <summary>Rises with each change; 0 before the first.</summary>
    [Id(0)]
    public long Version { get; init; }

    /// <summary>Weights that were set, by role.</summary>
    [Id(1)]
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>Quotas that were set and not removed, by role; one that was set to nothing is an empty entry.</summary>
    [Id(2)]
    public IReadOnlyDictionary<string, QuotaConfig> Quotas { get; init; } = new Dictionary<string, QuotaConfig>();
}
