using System.Text.Json.Nodes;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The operator's command line against a real cluster.</summary>
[Collection(SharedCluster.Collection)]
public sealed class CommandLineTests(SharedCluster shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TestCluster _cluster = shared.Cluster;

    [Fact]
    public Task RunListShowLogsOfATask() => _cluster.ExplainAsync(async () =>
    {
        await using var run = await CliAsync("task", "run", "--name", "speaker", "--command", "echo spoken; echo wrong >&2", "--json");
        Assert.True(run.ExitCode == 0, run.Transcript);
        var id = JsonNode.Parse(run.Output[^1])!["task_id"]!.GetValue<string>();
        Assert.StartsWith("speaker-", id, StringComparison.Ordinal);

        // Listings come from a read model, which may be a moment behind.
        await Eventually.HoldsAsync("the task's end in the listing", Deadline, async () =>
        {
            await using var list = await CliAsync("task", "list", "--all");
            Assert.True(list.ExitCode == 0, list.Transcript);
            return list.Output.Any(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("TASK_FINISHED", StringComparison.Ordinal));
        });
        await using var show = await CliAsync("task", "show", id);
        Assert.Contains(show.Output, line => line.StartsWith("state", StringComparison.Ordinal) && line.Contains("TASK_FINISHED", StringComparison.Ordinal));

        await using var logs = await CliAsync("task", "logs", id);
        Assert.Contains("spoken", logs.Output);
        await using var errors = await CliAsync("task", "logs", id, "--stderr", "--follow");
        Assert.Contains("wrong", errors.Output);
    });

    [Fact]
    public Task TheExitCodeSaysWhetherTasksFinished() => _cluster.ExplainAsync(async () =>
    {
        await using var run = await CliAsync("task", "run", "--command", "exit 9", "--instances", "2");
        Assert.True(run.ExitCode == 1, run.Transcript);
        Assert.Equal(2, run.Output.Count(line => line.Contains("TASK_FAILED", StringComparison.Ordinal)));
    });

    [Fact]
    public Task AKilledTaskEndsItsRun() => _cluster.ExplainAsync(async () =>
    {
        await using var run = StartCli("task", "run", "--name", "victim", "--command", "sleep 1000");
        var id = await RunningAsync(run);
        await using var kill = await CliAsync("task", "kill", id);
        Assert.True(kill.ExitCode == 0, kill.Transcript);
        Assert.Equal(1, await run.WaitForExitAsync(Deadline));
        Assert.Contains(run.Output, line => line.Contains("TASK_KILLED", StringComparison.Ordinal));
    });

    [Fact]
    public Task CtrlCKillsWhatWasLaunched() => _cluster.ExplainAsync(async () =>
    {
        await using var run = StartCli("task", "run", "--name", "interrupted", "--command", "sleep 1000");
        var id = await RunningAsync(run);
        run.Interrupt();
        Assert.Equal(1, await run.WaitForExitAsync(Deadline));
        await Eventually.HoldsAsync("the task's end", Deadline, async () =>
        {
            await using var list = await CliAsync("task", "list");
            return list.Output.All(line => !line.Contains(id, StringComparison.Ordinal));
        });
    });

    [Fact]
    public Task AgentsAndFrameworksAreListedAndTornDown() => _cluster.ExplainAsync(async () =>
    {
        await using var agents = await CliAsync("agent", "list");
        Assert.Contains(agents.Output, line => line.Contains("cpus:2", StringComparison.Ordinal));

        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, HttpScheduler.Framework(), Deadline);
        var id = scheduler.FrameworkId.Value;
        await Eventually.HoldsAsync("the framework's listing", Deadline, async () =>
        {
            await using var frameworks = await CliAsync("framework", "list");
            return frameworks.Output.Any(line => line.Contains(id, StringComparison.Ordinal) && line.Contains("active", StringComparison.Ordinal));
        });
        await using var teardown = await CliAsync("framework", "teardown", id);
        Assert.True(teardown.ExitCode == 0, teardown.Transcript);
        await using var again = await CliAsync("framework", "teardown", id);
        Assert.Equal(1, again.ExitCode);
    });

    [Theory]
    [InlineData(1, "no-such-task", "task", "show", "no-such-task")]
    [InlineData(1, "no-such-task", "task", "kill", "no-such-task")]
    [InlineData(1, "no-such-task", "task", "logs", "no-such-task")]
    [InlineData(2, "bogus", "bogus")]
    [InlineData(2, "--command", "task", "run")]
    [InlineData(2, "cpus", "task", "run", "--command", "true", "--resources", "cpus")]
    public Task MistakesAreOneLine(int exitCode, string named, params string[] arguments) => _cluster.ExplainAsync(async () =>
    {
        await using var run = await CliAsync(arguments);
        Assert.True(run.ExitCode == exitCode, $"exit {run.ExitCode}\n{run.Transcript}");
        Assert.Contains(named, Assert.Single(run.Errors), StringComparison.Ordinal);
    });

    [Fact]
    public async Task AClusterThatIsNotThereIsOneLine()
    {
        await using var run = await ManagedProcess.RunAsync(Repository.Cli, ["agent", "list", "--master", "127.0.0.1:1"], Deadline);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("127.0.0.1:1", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    private static async Task<string> RunningAsync(ManagedProcess run)
    {
        string? line = null;
        await Eventually.HoldsAsync("a running task", Deadline, () =>
        {
            line = run.Output.FirstOrDefault(text => text.Contains("TASK_RUNNING", StringComparison.Ordinal));
            Assert.False(line is null && run.HasExited, run.Transcript);
            return Task.FromResult(line is not null);
        });
        return line![..line!.IndexOf(':', StringComparison.Ordinal)];
    }

    private ManagedProcess StartCli(params string[] arguments) =>
        ManagedProcess.Start(Repository.Cli, [.. arguments, "--master", _cluster.MasterText]);

    private async Task<ManagedProcess> CliAsync(params string[] arguments)
    {
        var run = StartCli(arguments);
        await run.WaitForExitAsync(Deadline);
        return run;
    }
}
