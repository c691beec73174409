using System.Diagnostics.Metrics;

namespace MesosOrleans.Transport.Metrics;

/// <summary>One metric as Prometheus sees it: a name, and labels for each of Mesos's metrics that it stands for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsCounter">Whether it only rises.</param>
internal sealed record ExporterFamily(string Name, bool IsCounter)
{
    // A metric whose name is not known beforehand is found by a prefix, its parts becoming labels.
    private readonly List<(string Key, KeyValuePair<string, object?>[] Labels)> _fixed = [];
    private readonly List<(string Prefix, Func<string, KeyValuePair<string, object?>[]?> Read)> _patterns = [];

    /// <summary>Adds one of Mesos's metrics.</summary>
    public ExporterFamily With(string key, params (string Name, string Value)[] labels)
    {
        _fixed.Add((key, [.. labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))]));
        return this;
    }

    /// <summary>Adds one metric for each value of a label; <c>{}</c> in the key stands for it.</summary>
    public ExporterFamily WithEach(string key, string label, params string[] values) =>
        WithEach(key, label, [.. values.Select(value => (value, value))]);

    /// <summary>Adds one metric for each value of a label that is called otherwise in the key.</summary>
    public ExporterFamily WithEach(string key, string label, params (string InKey, string Value)[] values)
    {
        foreach (var (inKey, value) in values)
        {
            With(key.Replace("{}", inKey, StringComparison.Ordinal), (label, value));
        }

        return this;
    }

    /// <summary>Adds all metrics with a prefix that a function can read; it is given the rest of the name.</summary>
    public ExporterFamily WithPattern(string prefix, Func<string, (string Name, string Value)[]?> read)
    {
        _patterns.Add((prefix, rest => read(rest) is { } labels
            ? [.. labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value))]
            : null));
        return this;
    }

    /// <summary>Its values among a snapshot's, at most a number of them.</summary>
    public IEnumerable<Measurement<double>> Read(IReadOnlyDictionary<string, double> snapshot, int max)
    {
        var found = _fixed.Where(item => snapshot.ContainsKey(item.Key))
            .Select(item => new Measurement<double>(snapshot[item.Key], item.Labels));
        foreach (var (prefix, read) in _patterns)
        {
            found = found.Concat(snapshot.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(item => (item.Value, Labels: read(item.Key[prefix.Length..])))
                .Where(item => item.Labels is not null)
                .Select(item => new Measurement<double>(item.Value, item.Labels)));
        }

        return found.Take(max);
    }
}
