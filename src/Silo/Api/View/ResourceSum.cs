using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Silo.Api.View;

/// <summary>Sums resources by name, whatever they are reserved or allocated for: what legacy listings show.</summary>
internal sealed class ResourceSum
{
    private readonly SortedDictionary<string, long> _scalars = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<(ulong Begin, ulong End)>> _ranges = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedSet<string>> _sets = new(StringComparer.Ordinal);

    /// <summary>Names and amounts of scalars, in thousandths.</summary>
    public IReadOnlyDictionary<string, long> Scalars => _scalars;

    /// <summary>Sets by name.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Sets => _sets;

    /// <summary>Names of ranges.</summary>
    public IReadOnlyCollection<string> RangeNames => _ranges.Keys;

    /// <summary>A scalar in thousandths.</summary>
    public static long Thousandths(double value) =>
        (long)Math.Round(value * 1000, MidpointRounding.AwayFromZero);

    /// <summary>Adds a list.</summary>
    public static ResourceSum Of(IEnumerable<Resource> resources)
    {
        var sum = new ResourceSum();
        foreach (var resource in resources)
        {
            sum.Add(resource);
        }

        return sum;
    }

    /// <summary>Adds one resource.</summary>
    public void Add(Resource resource)
    {
        var name = resource.Revocable is null ? resource.Name : resource.Name + "_revocable";
        switch (resource.Type)
        {
            case Value.Types.Type.Scalar when resource.Scalar is not null:
                _scalars[name] = _scalars.GetValueOrDefault(name) + Thousandths(resource.Scalar.Value);
                break;
            case Value.Types.Type.Ranges when resource.Ranges is not null:
                Get(_ranges, name).AddRange(resource.Ranges.Range.Select(range => (range.Begin, range.End)));
                break;
            case Value.Types.Type.Set when resource.Set is not null:
                Get(_sets, name).UnionWith(resource.Set.Item);
                break;
        }
    }

    /// <summary>Ranges merged and sorted.</summary>
    public IReadOnlyList<(ulong Begin, ulong End)> Ranges(string name)
    {
        var merged = new List<(ulong Begin, ulong End)>();
        foreach (var (begin, end) in _ranges[name].Order())
        {
            // Written so that an end at the greatest number does not overflow.
            if (merged.Count > 0 && (begin <= merged[^1].End || begin - merged[^1].End == 1))
            {
                merged[^1] = (merged[^1].Begin, Math.Max(merged[^1].End, end));
            }
            else
            {
                merged.Add((begin, end));
            }
        }

        return merged;
    }

    /// <summary>An amount in thousandths: a scalar, or the size of ranges or of a set.</summary>
    public long Quantity(string name)
    {
        if (_scalars.TryGetValue(name, out var scalar))
        {
            return scalar;
        }

        if (_ranges.ContainsKey(name))
        {
            return 1000 * Ranges(name).Sum(range => (long)(range.End - range.Begin + 1));
        }

        return _sets.TryGetValue(name, out var set) ? 1000L * set.Count : 0;
    }

    /// <summary>Names of everything, sorted.</summary>
    public IEnumerable<string> Names() => _scalars.Keys.Concat(_ranges.Keys).Concat(_sets.Keys).Order(StringComparer.Ordinal);

    private static TList Get<TList>(SortedDictionary<string, TList> lists, string name)
        where TList : new()
    {
        if (!lists.TryGetValue(name, out var list))
        {
            lists.Add(name, list = new TList());
        }

        return list;
    }
}
