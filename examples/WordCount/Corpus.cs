using System.Globalization;

namespace MesosOrleans.Examples.WordCount;

/// <summary>The text: how it is divided, how a part is counted, how counts are put together.</summary>
internal static class Corpus
{
    /// <summary>Divides the files below a directory into at most <paramref name="parts"/> parts of about equal size.</summary>
    /// <exception cref="IOException">The directory holds no file.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Split(string directory, int parts)
    {
        var files = new DirectoryInfo(directory)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.LinkTarget is null && file.Length > 0)
            .OrderByDescending(file => file.Length)
            .ThenBy(file => file.FullName, StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
        {
            throw new IOException($"there is no text in '{directory}'");
        }

        // The largest file first, each into the part that is smallest so far.
        var split = Enumerable.Range(0, Math.Min(parts, files.Count)).Select(_ => (Files: new List<string>(), Bytes: 0L)).ToArray();
        foreach (var file in files)
        {
            var smallest = Array.IndexOf(split, split.MinBy(part => part.Bytes));
            split[smallest].Files.Add(file.FullName);
            split[smallest].Bytes += file.Length;
        }

        return [.. split.Select(part => part.Files)];
    }

    /// <summary>A line of shell that writes <c>count word</c> for every word of the files.</summary>
    public static string CountingCommand(IEnumerable<string> files) =>
        $"cat -- {string.Join(' ', files.Select(Quote))} | LC_ALL=C tr -cs 'A-Za-z' '\\n' | LC_ALL=C tr 'A-Z' 'a-z'"
        + " | LC_ALL=C sort | uniq -c";

    /// <summary>Adds the counts that a task wrote to those of the others.</summary>
    public static void Merge(string output, Dictionary<string, long> counts)
    {
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && long.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                var word = line[(space + 1)..];
                counts[word] = counts.GetValueOrDefault(word) + count;
            }
        }
    }

    private static string Quote(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
