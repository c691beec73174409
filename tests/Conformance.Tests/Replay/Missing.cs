namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Recorded exchanges that are not as recorded yet, each with what is missing. One that has become as recorded has to be
/// taken out here: a test says so.
/// </summary>
internal static class Missing
{
    private static readonly (string Reason, string[] Exchanges)[] Groups =
    [
        ("A negative time-out leaves out the metrics that must be asked for",
        [
            "bad/122",
        ]),
        ("Metrics of roles that have a weight or a quota and no framework are missing",
        [
            "legacy/113", "legacy/149", "operator/118",
        ]),
        ("A silo logs to its standard error: there is no file to show",
        [
            "legacy/118", "legacy/119", "legacy/120", "legacy/121", "operator/121", "operator/122",
        ]),
        ("There is no page at / yet",
        [
            "legacy/130",
        ]),
    ];

    /// <summary>What is missing, by the beginning of the exchange's name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Groups
        .SelectMany(group => group.Exchanges.Select(exchange => (exchange, group.Reason)))
        .ToDictionary(pair => pair.exchange, pair => pair.Reason, StringComparer.Ordinal);

    /// <summary>What is missing for an exchange, or null.</summary>
    public static string? For(string exchange) =>
        All.FirstOrDefault(entry => exchange == entry.Key || exchange.StartsWith(entry.Key + "-", StringComparison.Ordinal)).Value;
}
