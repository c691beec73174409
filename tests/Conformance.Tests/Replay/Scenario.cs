namespace MesosOrleans.Conformance.Tests.Replay;

/// <summary>What scenarios name, without running them.</summary>
internal static class Scenario
{
    /// <summary>Names of the exchanges of a scenario, each once.</summary>
    public static TheoryData<string> ExchangesOf(string file) => [.. Names(file).Distinct(StringComparer.Ordinal)];

    /// <summary>Names of the exchanges of a scenario, as often as they are named.</summary>
    public static IEnumerable<string> Names(string file)
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", file)))
        {
            var words = line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0] is not ("open" or "send"))
            {
                continue;
            }

            var range = words[1].Split("..");
            var found = range.Length == 1
                ? [Recording.Find(words[1])]
                : Recording.Range(words[1].Split('/')[0], range[0].Split('/')[1], range[1]);
            foreach (var exchange in found)
            {
                yield return exchange.Name;
            }
        }
    }
}
