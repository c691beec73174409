namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Recorded exchanges that are not as recorded yet, each with what is missing. One that has become as recorded fails its
/// test until it is taken out here.
/// </summary>
internal static class Missing
{
    /// <summary>What is missing, by the beginning of the exchange's name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
    };

    /// <summary>What is missing for an exchange, or null.</summary>
    public static string? For(string exchange) =>
        All.FirstOrDefault(entry => exchange == entry.Key || exchange.StartsWith(entry.Key + "-", StringComparison.Ordinal)).Value;
}
