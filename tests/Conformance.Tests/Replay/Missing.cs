namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>
/// Recorded exchanges that are not as recorded yet, each with what is missing. One that has become as recorded has to be
/// taken out here: a test says so.
/// </summary>
internal static class Missing
{
    private static readonly (string Reason, string[] Exchanges)[] Groups =
    [
        ("The level of logging cannot be changed at run time yet",
        [
            "bad/108",
        ]),
        ("Not all metrics are there yet",
        [
            "bad/122", "legacy/113", "legacy/149", "operator/118",
        ]),
        ("There is no page at / yet",
        [
            "bad/124", "legacy/130",
        ]),
        ("Flags are not all there, and their values are not those of Mesos yet",
        [
            "legacy/103", "operator/102",
        ]),
        ("The listing is not yet the same in every field",
        [
            "legacy/105", "legacy/106", "legacy/108", "legacy/109", "legacy/127", "legacy/132", "legacy/133",
            "legacy/134", "legacy/135", "legacy/139", "legacy/146", "legacy/157", "legacy/203", "legacy/204",
            "operator/106", "operator/107", "operator/108", "operator/111", "operator/155", "operator/199",
            "operator/200",
        ]),
        ("A silo has no log file to show",
        [
            "legacy/118", "legacy/119", "legacy/120", "legacy/121", "operator/121", "operator/122",
        ]),
        ("There is no /help yet",
        [
            "legacy/122", "legacy/123",
        ]),
        ("There is no /system/stats.json yet",
        [
            "legacy/124",
        ]),
        ("There are no libprocess processes to list",
        [
            "legacy/126",
        ]),
        ("Quota cannot be set over HTTP yet",
        [
            "legacy/180", "operator/117", "operator/134", "operator/146", "operator/148", "operator/150",
        ]),
        ("Maintenance cannot be planned yet",
        [
            "legacy/197",
        ]),
        ("Agents cannot be drained, deactivated or marked gone yet",
        [
            "operator/186", "operator/189", "operator/191", "operator/193", "operator/196",
        ]),
        ("There is no operator event stream yet",
        [
            "operator/201",
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
