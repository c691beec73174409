using MesosOrleans.Grains.Interfaces.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Silo.Api.V1.Operator;

/// <summary>Weights and quotas as messages.</summary>
internal static class PolicyListing
{
    /// <summary>The weights that were set, by role.</summary>
    public static IReadOnlyList<WeightInfo> Weights(RolePolicy policy) =>
    [
        .. policy.Weights.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new WeightInfo { Role = pair.Key, Weight = pair.Value }),
    ];

    /// <summary>The quotas that were set, by role, in the new form and in the old one, which knows guarantees only.</summary>
    public static QuotaStatus Quotas(RolePolicy policy)
    {
        var status = new QuotaStatus();
        foreach (var config in policy.Quotas.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value))
        {
            status.Configs.Add(config);
            var info = new QuotaInfo { Role = config.Role };
            info.Guarantee.AddRange(config.Guarantees.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new Resource
            {
                Name = pair.Key,
                Type = Value.Types.Type.Scalar,
                Scalar = pair.Value,
            }));
            status.Infos.Add(info);
        }

        return status;
    }
}
