using MesosOrleans.Core.Allocation.Quotas;
using MesosOrleans.Core.Allocation.Tables;
using MesosOrleans.Core.Resources;

namespace MesosOrleans.Core.Allocation.Cycle;

/// <summary>Cuts scalars down to amounts by name. Chance decides between several records of one name.</summary>
/// <param name="views">Where views come from.</param>
/// <param name="random">The source of chance.</param>
internal sealed class Chopper(ResourceViews views, Random random)
{
    private readonly ScalarVector _left = new();

    /// <summary>Keeps at most <paramref name="amounts"/> of each name; a name without an amount is dropped.</summary>
    public ResourceView ToAmounts(ResourceView scalars, ReadOnlySpan<long> amounts)
    {
        var present = scalars.Quantities.Amounts;
        var fits = true;
        for (var name = 0; name < present.Length; name++)
        {
            fits &= present[name] <= (name < amounts.Length ? amounts[name] : 0);
        }

        if (fits)
        {
            return scalars;
        }

        _left.CopyFrom(amounts);
        return Chop(scalars);
    }

    /// <summary>Keeps at most what a quota's limits leave of each name; a name without a limit is kept whole.</summary>
    /// <param name="scalars">What to cut.</param>
    /// <param name="quota">The quota.</param>
    /// <param name="consumed">What is consumed of it already.</param>
    public ResourceView ToLimits(ResourceView scalars, QuotaAmounts quota, ScalarVector consumed)
    {
        var present = scalars.Quantities.Amounts;
        var fits = true;
        for (var name = 0; name < present.Length; name++)
        {
            var limit = quota.LimitOf(name);
            var left = limit == QuotaAmounts.Unlimited ? present[name] : Math.Max(0, limit - consumed[name]);
            fits &= present[name] <= left;
            _left[name] = left;
        }

        return fits ? scalars : Chop(scalars);
    }

    private ResourceView Chop(ResourceView scalars)
    {
        var records = scalars.Set.AsSpan().ToArray();
        if (HasNameTwice(records))
        {
            // Equal sets may hold their records in different orders: chance must not pick by how a set has come to be.
            Array.Sort(Array.ConvertAll(records, record => record.ToString()), records, StringComparer.Ordinal);
            random.Shuffle(records);
        }

        var kept = 0;
        foreach (var record in records)
        {
            var name = views.Names.Intern(record.Name);
            var left = _left[name];
            if (left > 0 && (record.Milli <= left || record.Key.IsDivisible))
            {
                var part = record.WithMilli(Math.Min(record.Milli, left));
                _left[name] = left - part.Milli;
                records[kept++] = part;
            }
        }

        return views.Of(ResourceSet.Of(records.AsSpan(0, kept)));
    }

    private static bool HasNameTwice(ResourceRecord[] records)
    {
        for (var i = 1; i < records.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (records[i].Name == records[j].Name)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
