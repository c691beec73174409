using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The scripts of the root, as a newcomer runs them.</summary>
public sealed class ScriptTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task QuickstartOnceEndsWithTheExampleAndFindsItsStateAgain()
    {
        var directory = Directory.CreateTempSubdirectory("mesos-quickstart-").FullName;
        try
        {
            var first = await QuickstartAsync(directory);
            var second = await QuickstartAsync(directory);
            Assert.Equal(AgentsOf(first), AgentsOf(second));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        // The agent registers once: its id, which every task line of the second run would name, comes from the first.
        static string AgentsOf(ManagedProcess run) => string.Join(',', run.Output
            .Where(line => line.Contains("TASK_FINISHED", StringComparison.Ordinal))
            .Select(line => line.Split(" on ")[^1])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--port=none")]
    [InlineData("--bogus")]
    public async Task QuickstartRefusesFlagsThatMakeNoSense(string flag)
    {
        await using var run = await ManagedProcess.RunAsync(Path.Combine(Repository.Root, "quickstart.sh"), [flag], Deadline);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(flag[2..5], Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    private static async Task<ManagedProcess> QuickstartAsync(string directory)
    {
        var ports = Ports.Take();
        var run = await ManagedProcess.RunAsync(
            Path.Combine(Repository.Root, "quickstart.sh"),
            ["--once", $"--port={ports.Http}"],
            Deadline,
            environment: new Dictionary<string, string?>
            {
                ["MESOS_WORK_DIR"] = directory,
                ["MESOS_CONFIGURATION"] = Repository.Configuration,
            });
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.Contains(run.Output, line => line.Contains("8 of 8 tasks finished", StringComparison.Ordinal));
        return run;
    }
}
