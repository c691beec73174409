using MesosOrleans.Core.Roles;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Allocation;

/// <summary>Checks a call that changes weights of roles; all or nothing.</summary>
public static class WeightUpdate
{
    /// <summary>Reads the entries of a call.</summary>
    /// <param name="infos">The entries.</param>
    /// <param name="whitelist">The roles there may be; null allows any valid name.</param>
    /// <param name="weights">Weights by role when the answer is true.</param>
    /// <param name="error">What is wrong when the answer is false.</param>
    public static bool TryRead(
        IEnumerable<WeightInfo> infos, IReadOnlySet<string>? whitelist, out IReadOnlyDictionary<string, double> weights,
        out string error)
    {
        var read = new Dictionary<string, double>(StringComparer.Ordinal);
        weights = read;
        foreach (var info in infos)
        {
            var role = info.Role.Trim();
            var why = !info.HasRole ? "Invalid weight: 'WeightInfo.role' must be set"
                : RoleName.Validate(role) is { } invalid ? $"Invalid role '{role}': {invalid}"
                : whitelist is not null && !whitelist.Contains(role) ? $"Unknown role '{role}'"
                : info.Weight > 0 && double.IsFinite(info.Weight) ? ""
                : FormattableString.Invariant($"Invalid weight '{info.Weight}': Weights must be positive");
            error = why.Length == 0 ? "" : $"Failed to validate update weights request JSON for role '{role}': {why}";
            if (error.Length > 0)
            {
                read.Clear();
                return false;
            }

            read[role] = info.Weight;
        }

        error = "";
        return true;
    }

    /// <summary>
    /// Whether all outstanding offers are to be rescinded, so that the next batch balances anew: when some role whose
    /// weight changes has frameworks.
    /// </summary>
    public static bool RescindsOffers(IEnumerable<string> roles, Func<string, bool> hasFrameworks) =>
        roles.Any(hasFrameworks);
}
