using System.Globalization;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>The client of DC/OS' web interface, as it is published: answers, and the stream of events.</summary>
[Collection(SharedCluster.Collection)]
public sealed class NpmOperatorTests(SharedCluster shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private static readonly string[] Calls =
    [
        "GET_HEALTH", "GET_VERSION", "GET_FLAGS", "GET_METRICS", "GET_AGENTS", "GET_FRAMEWORKS", "GET_TASKS", "GET_STATE",
    ];

    [Fact]
    public Task ThePackageMesosClientAsks() => shared.Cluster.ExplainAsync(async () =>
    {
        using var package = await NpmPackage.InstallAsync("npm-operator");
        await using var run = await ManagedProcess.RunAsync(
            "node",
            ["run.js", "127.0.0.1", shared.Cluster.Ports.Http.ToString(CultureInfo.InvariantCulture)],
            TimeSpan.FromMinutes(2),
            package.Directory);
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.All(Calls, call => Assert.Contains($"answer {call}", run.Output));
    });

    [Fact]
    public Task ThePackageMesosClientFollows() => shared.Cluster.ExplainAsync(async () =>
    {
        using var package = await NpmPackage.InstallAsync("npm-operator");
        var framework = HttpScheduler.Framework();
        framework.Name = $"followed {package.Directory}";
        await using var client = ManagedProcess.Start(
            "node",
            ["run.js", "127.0.0.1", shared.Cluster.Ports.Http.ToString(CultureInfo.InvariantCulture), framework.Name],
            package.Directory);
        await Eventually.HoldsAsync("the stream is open", Deadline, () =>
        {
            Assert.False(client.HasExited, client.Transcript);
            return Task.FromResult(client.Output.Contains("event SUBSCRIBED 1 agents"));
        });
        using (var scheduler = await HttpScheduler.SubscribeAsync(shared.Cluster.Master, framework, Deadline))
        {
            await scheduler.LaunchAsync(BatchTask.Shell("followed", "true"));
            await scheduler.UntilAsync("followed", TaskState.TaskFinished);
            await scheduler.TeardownAsync();
        }

        Assert.True(await client.WaitForExitAsync(Deadline) == 0, client.Transcript);
    });
}
