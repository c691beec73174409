namespace MesosOrleans.Conformance.Tests.Wire;

/// <summary>Status line and headers of an answer, as they came.</summary>
internal sealed record Head(string StatusLine, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>The status code.</summary>
    public int Status => int.Parse(StatusLine.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The value of a header that comes once, or null.</summary>
    public string? Get(string name)
    {
        var found = Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.True(found.Count <= 1, $"{name} comes {found.Count} times");
        return found.Count == 0 ? null : found[0].Value;
    }
}
