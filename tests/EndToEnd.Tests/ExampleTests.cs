using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The example, as a user runs it.</summary>
[Collection(SharedCluster.Collection)]
public sealed class ExampleTests(SharedCluster shared)
{
    [Fact]
    public Task WordCountCountsWhatIsThere() => shared.Cluster.ExplainAsync(async () =>
    {
        var corpus = Directory.CreateTempSubdirectory("mesos-corpus-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(corpus, "it's a directory"));
            await File.WriteAllTextAsync(Path.Combine(corpus, "one.txt"), "apple pear apple\n");
            await File.WriteAllTextAsync(Path.Combine(corpus, "two words.txt"), "Apple, plum; pear.");
            await File.WriteAllTextAsync(Path.Combine(corpus, "it's a directory", "three.txt"), "apple\n");
            await using var run = await ManagedProcess.RunAsync(
                Repository.WordCount,
                ["--cluster", shared.Cluster.Gateway, "--corpus", corpus, "--parts", "2", "--timeout", "60"],
                TimeSpan.FromSeconds(90));
            Assert.True(run.ExitCode == 0, run.Transcript);
            var words = run.Output.Select(line => line.Trim().Split("  ")).Where(cells => cells.Length == 2).ToList();
            Assert.Contains(words, cells => cells[0] == "4" && cells[1] == "apple");
            Assert.Contains(words, cells => cells[0] == "2" && cells[1] == "pear");
            Assert.Contains(words, cells => cells[0] == "1" && cells[1] == "plum");
            Assert.Contains(run.Output, line => line.Contains("2 of 2 tasks finished", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(corpus, recursive: true);
        }
    });

    [Theory]
    [InlineData("--parts", "0")]
    [InlineData("--corpus", "/no/such/directory")]
    [InlineData("--bogus", "1")]
    [InlineData("--timeout")]
    public async Task WordCountNamesAFlagThatMakesNoSense(params string[] flags)
    {
        await using var run = await ManagedProcess.RunAsync(Repository.WordCount, flags, TimeSpan.FromSeconds(30));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(flags[0], run.Errors[0], StringComparison.Ordinal);
    }
}
