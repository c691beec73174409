using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>A role's quota.</summary>
/// <param name="Guarantees">What the role can count on; a missing name is none.</param>
/// <param name="Limits">What the role cannot exceed; a missing name is unlimited.</param>
public readonly record struct RoleQuota(ResourceQuantities Guarantees, ResourceLimits Limits)
{
    /// <summary>No guarantee, no limit.</summary>
    public static RoleQuota Default => default;

    /// <summary>True when there is nothing to obey.</summary>
    public bool IsDefault => Guarantees.IsEmpty && Limits.IsEmpty;

    internal QuotaAmounts Compile(ScalarNames names)
    {
        foreach (var quantity in Guarantees)
        {
            names.Intern(quantity.Name);
        }

        foreach (var limit in Limits)
        {
            names.Intern(limit.Name);
        }

        var guarantees = new long[Guarantees.IsEmpty ? 0 : names.Count];
        var limits = new long[Limits.IsEmpty ? 0 : names.Count];
        limits.AsSpan().Fill(QuotaAmounts.Unlimited);
        foreach (var quantity in Guarantees)
        {
            guarantees[names.Find(quantity.Name)] = quantity.Milli;
        }

        foreach (var limit in Limits)
        {
            limits[names.Find(limit.Name)] = limit.Milli;
        }

        return new QuotaAmounts(guarantees, limits);
    }
}
