namespace MesosOrleans.HttpSupport;

/// <summary>Queries whose values are at the edges of what can be meant.</summary>
public static class EdgeQueries
{
    private static readonly string[] Values =
    [
        "", "0", "1", "-1", "-2", "9223372036854775807", "-9223372036854775808", "2147483648", "99999999999999999999", "1e9", "NaN",
        "abc", "%20", "%00", "%", "%zz", "%c3%28", "%C3%A9", "%F0%9F%98%80", "%ed%a0%80", "..%2F..%2Fetc%2Fpasswd", "%2F", "%2F%2F", "/etc/passwd", ".",
        "..", "%22%27%3C%3E%3B--", "5secs", "-5secs", "1000000weeks", "0.000001ns", "true", "[]", "*", "a=b", "+", new('x', 2000),
    ];

    /// <summary>Each parameter with each value, alone and beside sensible values of the others, and twice.</summary>
    /// <param name="path">The path.</param>
    /// <param name="parameters">Names, and values that make sense.</param>
    public static IEnumerable<string> Of(string path, params (string Name, string Sensible)[] parameters)
    {
        yield return path;
        foreach (var (name, sensible) in parameters)
        {
            var others = string.Concat(parameters.Where(other => other.Name != name).Select(other => $"&{other.Name}={other.Sensible}"));
            yield return $"{path}?{name}";
            yield return $"{path}?{name}={sensible}&{name}={sensible}";
            foreach (var value in Values)
            {
                yield return $"{path}?{name}={value}";
                yield return $"{path}?{name}={value}{others}";
            }
        }
    }
}
