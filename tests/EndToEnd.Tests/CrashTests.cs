using MesosOrleans.Client;
using MesosOrleans.Client.Events;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>Processes killed with <c>kill -9</c> while tasks run: the tasks go on, and their results arrive.</summary>
public sealed class CrashTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    // Writes that it started, waits to be let go, and ends with a result that only this very run can have.
    private const string Command = "echo started; while [ ! -e \"$GO\" ]; do sleep 0.1; done; echo ended; exit 5";

    [Theory]
    [InlineData("posix")]
    [InlineData("default")]
    public async Task TheSiloDiesAndComesBack(string launcher)
    {
        await using var cluster = await StartAsync(launcher);
        await cluster.ExplainAsync(async () =>
        {
            var go = Path.Combine(cluster.WorkDirectory, "go");
            var framework = await LaunchWaitingTaskAsync(cluster, go);

            await cluster.KillSiloAsync();
            cluster.LaunchSilo();
            await cluster.WaitUntilReadyAsync();
            await FinishAsync(cluster, framework, go);
        });
    }

    [Theory]
    [InlineData("posix")]
    [InlineData("default")]
    public async Task TheAgentNodeDiesAndComesBack(string launcher)
    {
        await using var cluster = await StartAsync(launcher);
        await cluster.ExplainAsync(async () =>
        {
            var go = Path.Combine(cluster.WorkDirectory, "go");
            var framework = await LaunchWaitingTaskAsync(cluster, go);

            await cluster.KillAgentAsync();
            cluster.LaunchAgent();
            await FinishAsync(cluster, framework, go);
        });
    }

    [Fact]
    public async Task ATaskThatEndsWhileItsAgentNodeIsDeadIsReportedWithItsExitStatus()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ExplainAsync(async () =>
        {
            var go = Path.Combine(cluster.WorkDirectory, "go");
            var framework = await LaunchWaitingTaskAsync(cluster, go);

            await cluster.KillAgentAsync();
            await File.WriteAllTextAsync(go, string.Empty);
            await Eventually.HoldsAsync("the task's end", Deadline, () => Task.FromResult(TaskWrote(cluster, "ended")));
            cluster.LaunchAgent();
            await FinishAsync(cluster, framework, go);
        });
    }

    [Fact]
    public async Task AClientOfTheSdkIsSubscribedAgainAfterTheSiloDied()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.ExplainAsync(async () =>
        {
            using var deadline = new CancellationTokenSource(Deadline);
            var go = Path.Combine(cluster.WorkDirectory, "go");
            await using var client = await cluster.ConnectAsync();
            await using var session = await client.RegisterAsync(HttpScheduler.Framework(failoverTimeout: 600));
            var running = new TaskCompletionSource();
            var scheduler = new BatchScheduler(session, [WaitingTask(go)], onProgress: progress =>
            {
                if (progress.Status.State == TaskState.TaskRunning)
                {
                    running.TrySetResult();
                }
            });
            var run = scheduler.RunAsync(deadline.Token);
            await Task.WhenAny(run, running.Task).WaitAsync(deadline.Token);

            await cluster.KillSiloAsync();
            cluster.LaunchSilo();
            await cluster.WaitUntilReadyAsync();
            await File.WriteAllTextAsync(go, string.Empty, deadline.Token);
            var result = Assert.Single(await run);
            Assert.Equal(TaskState.TaskFailed, result.Status.State);
            Assert.Equal(1, result.Attempts);

            // The session lives: it gets offers.
            await session.ReviveAsync(null, deadline.Token);
            await foreach (var item in session.ReadEventsAsync(deadline.Token))
            {
                Assert.IsNotType<SubscriptionEnded>(item);
                if (item is OffersReceived)
                {
                    break;
                }
            }

            await session.TeardownAsync(deadline.Token);
        });
    }

    private static Task<TestCluster> StartAsync(string launcher) =>
        launcher == "posix" ? TestCluster.StartAsync("--launcher=posix") : TestCluster.StartAsync();

    private static BatchTask WaitingTask(string go) => BatchTask.Shell("waiting", Command) with
    {
        Command = new CommandInfo
        {
            Value = Command,
            Environment = new Protocol.V1.Environment
            {
                Variables = { new Protocol.V1.Environment.Types.Variable { Name = "GO", Value = go } },
            },
        },
    };

    private static async Task<FrameworkID> LaunchWaitingTaskAsync(TestCluster cluster, string go)
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, HttpScheduler.Framework(failoverTimeout: 600), Deadline);
        await scheduler.LaunchAsync(WaitingTask(go));
        await scheduler.UntilAsync("waiting", TaskState.TaskRunning);
        await Eventually.HoldsAsync("the task's start", Deadline, () => Task.FromResult(TaskWrote(cluster, "started")));
        return scheduler.FrameworkId;
    }

    private static async Task FinishAsync(TestCluster cluster, FrameworkID framework, string go)
    {
        var info = HttpScheduler.Framework(failoverTimeout: 600);
        info.Id = framework;
        using var scheduler = await HttpScheduler.SubscribeAsync(cluster.Master, info, Deadline);
        Assert.Equal(framework, scheduler.FrameworkId);
        await File.WriteAllTextAsync(go, string.Empty);
        var status = await scheduler.UntilAsync("waiting", TaskState.TaskFailed);
        Assert.Contains("5", status.Message, StringComparison.Ordinal);
        await scheduler.TeardownAsync();
    }

    private static bool TaskWrote(TestCluster cluster, string text) => Directory
        .EnumerateFiles(cluster.WorkDirectory, "stdout", SearchOption.AllDirectories)
        .Any(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));
}
