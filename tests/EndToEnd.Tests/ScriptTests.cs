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
            // The same ports again: to an agent node they are part of what it is.
            var ports = Ports.Take();
            await QuickstartAsync(directory, ports);
            await QuickstartAsync(directory, ports);

            // An agent that had not been found again would have registered as another one.
            var agents = new DirectoryInfo(Path.Combine(directory, "agent", "meta", "slaves"));
            Assert.Single(agents.EnumerateDirectories(), entry => entry.LinkTarget is null);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
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

    private static async Task QuickstartAsync(string directory, Ports ports)
    {
        await using var run = await ManagedProcess.RunAsync(
            Path.Combine(Repository.Root, "quickstart.sh"),
            ["--once", $"--port={ports.Http}"],
            Deadline,
            environment: new Dictionary<string, string?>
            {
                ["MESOS_WORK_DIR"] = directory,
                ["MESOS_CONFIGURATION"] = Repository.Configuration,
                ["MESOS_SKIP_BUILD"] = "1",
            });
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.Contains(run.Output, line => line.Contains("8 of 8 tasks finished", StringComparison.Ordinal));
    }
}
