namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Recorded exchanges that are not as recorded yet, each with what is missing. One that has become as recorded has to be
/// taken out here: a test says so.
/// </summary>
internal static class Missing
{
    private static readonly (string Reason, string[] Exchanges)[] Groups =
    [
    ];

    /// <summary>What is missing, by the beginning of the exchange's name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Groups
        .SelectMany(group => group.Exchanges.Select(exchange => (exchange, group.Reason)))
        .ToDictionary(pair => pair.exchange, pair => pair.Reason, StringComparer.Ordinal);

    /// <summary>What is missing for an exchange, or null.</summary>
    public static string? For(string exchange) =>
        All.FirstOrDefault(entry => exchange == entry.Key || exchange.StartsWith(entry.Key + "-", StringComparison.Ordinal)).Value;
}
