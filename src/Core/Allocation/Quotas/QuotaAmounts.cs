namespace MesosOrleans.Core.Allocation.Quotas;

/// <summary>
/// A role's quota by scalar name index, in thousandths: a guarantee of 0 is none, a limit of
/// <see cref="Unlimited"/> is no limit.
/// </summary>
public sealed class QuotaAmounts
{
    /// <summary>Stands for the absence of a limit.</summary>
    public const long Unlimited = long.MaxValue;

    private readonly long[] _guarantees;
    private readonly long[] _limits;

    /// <summary>Takes over two arrays by scalar name index.</summary>
    public QuotaAmounts(long[] guarantees, long[] limits)
    {
        (_guarantees, _limits) = (guarantees, limits);
        HasGuarantees = guarantees.AsSpan().ContainsAnyExcept(0L);
        HasLimits = limits.AsSpan().ContainsAnyExcept(Unlimited);
    }

    /// <summary>No guarantee and no limit.</summary>
    public static QuotaAmounts Default { get; } = new([], []);

    /// <summary>True when some name is guaranteed.</summary>
    public bool HasGuarantees { get; }

    /// <summary>True when some name is limited.</summary>
    public bool HasLimits { get; }

    /// <summary>True when there is nothing to obey.</summary>
    public bool IsDefault => !HasGuarantees && !HasLimits;

    /// <summary>The guarantees; positions beyond the end are 0.</summary>
    public ReadOnlySpan<long> Guarantees => _guarantees;

    /// <summary>The limits; positions beyond the end are unlimited.</summary>
    public ReadOnlySpan<long> Limits => _limits;

    /// <summary>The limit of one name in thousandths.</summary>
    public long LimitOf(int name) => name < _limits.Length ? _limits[name] : Unlimited;

    /// <summary>The guarantee of one name in thousandths.</summary>
    public long GuaranteeOf(int name) => name < _guarantees.Length ? _guarantees[name] : 0;
}
