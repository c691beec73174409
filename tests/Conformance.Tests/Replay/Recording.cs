namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>All recorded exchanges of the master, by name and in the order of their files.</summary>
internal static class Recording
{
    private static readonly string[] Files = ["scheduler", "operator", "legacy", "bad", "reconstructed"];

    /// <summary>All exchanges.</summary>
    public static IReadOnlyList<RecordedExchange> All { get; } = [.. Files.SelectMany(Load)];

    /// <summary>The exchange whose name begins so; the number is enough where it is not used twice.</summary>
    public static RecordedExchange Find(string start) => All.First(exchange =>
        exchange.Name == start || exchange.Name.StartsWith(start + "-", StringComparison.Ordinal));

    /// <summary>Exchanges of one file from one number to another, streams left out but for those of refused subscriptions.</summary>
    public static IEnumerable<RecordedExchange> Range(string file, string first, string last) => All.Where(exchange =>
        exchange.Name.StartsWith(file + "/", StringComparison.Ordinal) && (!exchange.IsStream || file == "bad")
        && string.CompareOrdinal(NumberOf(exchange), first) >= 0 && string.CompareOrdinal(NumberOf(exchange), last) <= 0);

    private static string NumberOf(RecordedExchange exchange) => exchange.Name.Split('/')[1][..3];

    private static IEnumerable<RecordedExchange> Load(string file) => File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file + ".jsonl"))
        .Select(line => RecordedExchange.Parse(file, line));
}
