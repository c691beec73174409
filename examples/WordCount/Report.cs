using MesosOrleans.Core.Batch;

namespace MesosOrleans.Examples.WordCount;

/// <summary>What is printed at the end.</summary>
internal static class Report
{
    private const int WordsShown = 20;

    public static void Print(
        Dictionary<string, long> counts, IReadOnlyList<BatchTaskResult> results, TimeSpan elapsed)
    {
        Console.WriteLine();
        foreach (var (word, count) in counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(WordsShown))
        {
            Console.WriteLine($"{count,9:N0}  {word}");
        }

        Console.WriteLine();
        foreach (var result in results.Where(result => !result.Succeeded))
        {
            Console.WriteLine($"{result.Status.TaskId.Value} ended in {TaskStates.NameOf(result.Status.State)}: {result.Status.Message}");
        }

        Console.WriteLine(
            $"{counts.Values.Sum():N0} words, {counts.Count:N0} different ones; "
            + $"{results.Count(result => result.Succeeded)} of {results.Count} tasks finished in {elapsed.TotalSeconds:0.00} s.");
    }
}
