using System.Globalization;
using MesosOrleans.EndToEnd.Tests.Harness;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>
/// mesos-go as Debian packages it: the library that most schedulers, executors and tools in Go are built on, here under
/// a scheduler, an operator and an executor of our own.
/// </summary>
[Collection(SharedCluster.Collection)]
public sealed class MesosGoTests(SharedCluster shared, MesosGoPrograms programs) : IClassFixture<MesosGoPrograms>
{
    private const int Tasks = 20;

    private static readonly string[] Steps =
    [
        $"{Tasks} tasks finished", "explicit reconciliation", "implicit reconciliation", "killed",
        "declined for a moment, and for long", "revived after a long filter", "revived after a suppression",
        "the executor ran its tasks", "messages went both ways", "the executor was shut down", "torn down",
    ];

    private static readonly string[] MasterCalls =
    [
        "GET_HEALTH", "GET_FLAGS", "GET_VERSION", "GET_METRICS", "GET_LOGGING_LEVEL", "GET_AGENTS", "GET_FRAMEWORKS",
        "GET_TASKS", "GET_STATE", "GET_EXECUTORS", "GET_ROLES", "GET_WEIGHTS", "GET_MASTER",
        "GET_QUOTA", "GET_MAINTENANCE_STATUS", "GET_MAINTENANCE_SCHEDULE",
    ];

    private static readonly string[] AgentCalls =
    [
        "GET_HEALTH", "GET_FLAGS", "GET_VERSION", "GET_METRICS", "GET_LOGGING_LEVEL", "GET_TASKS", "GET_STATE",
        "GET_FRAMEWORKS", "GET_EXECUTORS", "GET_AGENT", "GET_CONTAINERS", "LIST_FILES", "READ_FILE",
    ];

    [Theory]
    [InlineData("protobuf")]
    [InlineData("json")]
    public Task ItsSchedulerItsExecutorAndItsOperatorCallsWork(string codec) => shared.Cluster.ExplainAsync(async () =>
    {
        await using var run = await ManagedProcess.RunAsync(
            programs.Scheduler,
            [
                $"-master={shared.Cluster.MasterText}",
                $"-agent=127.0.0.1:{shared.Cluster.Ports.Agent(0).ToString(CultureInfo.InvariantCulture)}",
                $"-codec={codec}", $"-tasks={Tasks}", $"-executor={programs.Executor}",
            ],
            TimeSpan.FromMinutes(2));
        Assert.True(run.ExitCode == 0, run.Transcript);
        Assert.Equal("done", run.Output[^1]);
        var expected = Steps
            .Concat(MasterCalls.Select(call => $"master {call}"))
            .Concat(AgentCalls.Select(call => $"agent {call}"));
        Assert.All(expected, step => Assert.Contains(
            run.Output, line => line == $"ok {step}" || line == $"ok {step}, as far as the library knows it"));
    });
}
