using System.Globalization;
using Google.Protobuf.Collections;
using MesosOrleans.Core.Resources;
using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.QuotaApi;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>Says what is wrong with one entry of an UPDATE_QUOTA call; null for what is right.</summary>
public static class QuotaConfigValidator
{
    /// <summary>The largest amount of anything but mem and disk.</summary>
    public const double ScalarMax = 1_000_000_000_000;

    /// <summary>The largest amount of mem and disk in MB.</summary>
    public const double MegabytesMax = 1_099_511_627_776;

    /// <summary>What most messages begin with.</summary>
    public const string Prefix = "Invalid QuotaConfig: ";

    /// <summary>Checks an entry by itself, without the state of the cluster.</summary>
    /// <param name="config">The entry.</param>
    /// <param name="whitelist">The roles there may be; null allows any valid name.</param>
    public static string? Validate(QuotaConfig config, IReadOnlySet<string>? whitelist = null)
    {
        if (whitelist is not null && !whitelist.Contains(config.Role))
        {
            return $"{Prefix}'{config.Role}' is not on the roles whitelist";
        }

        if (RoleName.IsHierarchical(config.Role))
        {
            return $"Updating quota on nested role '{config.Role}' is not supported yet";
        }

        if (!config.HasRole || config.Role.Length == 0)
        {
            return Prefix + "'QuotaConfig.role' must be set";
        }

        if (RoleName.Validate(config.Role) is { } why)
        {
            return $"{Prefix}Invalid 'QuotaConfig.role': {why}";
        }

        var error = ValidateSizes(config.Guarantees, "QuotaConfig.guarantees")
            ?? ValidateSizes(config.Limits, "QuotaConfig.limits")
            ?? ValidateNumbers(config.Guarantees, "guarantee")
            ?? ValidateNumbers(config.Limits, "limit")
            ?? ValidateContainment(config);
        return error is null ? null : Prefix + error;
    }

    /// <summary>The quota of a valid entry.</summary>
    public static RoleQuota ToQuota(QuotaConfig config) => new(
        ResourceQuantities.Of(Amounts(config.Guarantees)), ResourceLimits.Of(Amounts(config.Limits)));

    private static ResourceQuantity[] Amounts(MapField<string, Value.Types.Scalar> amounts) =>
        [.. amounts.Select(pair => new ResourceQuantity(pair.Key, FixedPoint.FromDouble(pair.Value.Value)))];

    private static string? ValidateSizes(MapField<string, Value.Types.Scalar> amounts, string field)
    {
        foreach (var (name, scalar) in amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var isSpace = name is ResourceNames.Mem or ResourceNames.Disk;
            if (scalar.Value > (isSpace ? MegabytesMax : ScalarMax))
            {
                var bound = isSpace ? "1 exabyte (1099511627776)" : "1 trillion (1000000000000)";
                return $"Invalid '{field}': {Print(name, scalar)} is invalid: "
                    + $"values greater than {bound} are not supported";
            }
        }

        return null;
    }

    private static string? ValidateNumbers(MapField<string, Value.Types.Scalar> amounts, string kind)
    {
        foreach (var (name, scalar) in amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var fault = scalar.Value switch
            {
                var value when double.IsInfinity(value) => "Infinite values",
                double.NaN => "NaN",
                var value when double.IsSubnormal(value) => "Subnormal values",
                < 0 => "Negative values",
                _ => null,
            };
            if (fault is not null)
            {
                return $"Invalid {kind} configuration {Print(name, scalar)}: {fault} not supported";
            }
        }

        return null;
    }

    private static string? ValidateContainment(QuotaConfig config)
    {
        var quota = ToQuota(config);
        return quota.Limits.Contains(quota.Guarantees)
            ? null
            : $"'QuotaConfig.guarantees' {Print(config.Guarantees)} is not contained within "
                + $"the 'QuotaConfig.limits' {Print(config.Limits)}";
    }

    private static string Print(string name, Value.Types.Scalar scalar) =>
        string.Create(CultureInfo.InvariantCulture, $"{{'{name}': {scalar.Value}}}");

    // One amount is printed in quotes, a whole map without: that is how the texts were recorded.
    private static string Print(MapField<string, Value.Types.Scalar> amounts) => "{ " + string.Join(
        ", ",
        amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}: {pair.Value.Value}"))) + " }";
}
