using MesosOrleans.Client.Sandboxes;
using MesosOrleans.Core.Batch;
using MesosOrleans.EndToEnd.Tests.Harness;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.EndToEnd.Tests;

/// <summary>Tasks of a scheduler that speaks the HTTP API, to their ends.</summary>
[Collection(SharedCluster.Collection)]
public sealed class HttpSchedulerTests(SharedCluster shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TestCluster _cluster = shared.Cluster;

    [Fact]
    public Task TrueFinishesAndFalseFails() => _cluster.ExplainAsync(async () =>
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, HttpScheduler.Framework(), Deadline);
        await scheduler.LaunchAsync(BatchTask.Shell("yes", "true"));
        await scheduler.UntilAsync("yes", TaskState.TaskRunning, TaskState.TaskFinished);
        await scheduler.LaunchAsync(BatchTask.Shell("no", "exit 3"));
        var status = await scheduler.UntilAsync("no", TaskState.TaskFailed);
        Assert.Contains("3", status.Message, StringComparison.Ordinal);
        await scheduler.TeardownAsync();
    });

    [Fact]
    public Task WhatATaskPrintsIsInItsSandbox() => _cluster.ExplainAsync(async () =>
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, HttpScheduler.Framework(), Deadline);
        var offer = await scheduler.LaunchAsync(BatchTask.Shell("printer", "echo out-text; echo err-text >&2"));
        await scheduler.UntilAsync("printer", TaskState.TaskFinished);
        using var sandboxes = new SandboxReader();
        var task = new TaskID { Value = "printer" };
        Assert.Contains("out-text\n", await sandboxes.ReadAsync(offer, scheduler.FrameworkId, task), StringComparison.Ordinal);
        Assert.Contains("err-text\n", await sandboxes.ReadAsync(offer, scheduler.FrameworkId, task, "stderr"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxException>(() => sandboxes.ReadAsync(offer, scheduler.FrameworkId, task, "no-such-file"));
        await scheduler.TeardownAsync();
    });

    [Fact]
    public Task AKilledTaskIsKilled() => _cluster.ExplainAsync(async () =>
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, HttpScheduler.Framework(), Deadline);
        await scheduler.LaunchAsync(BatchTask.Shell("sleeper", "sleep 1000"));
        await scheduler.UntilAsync("sleeper", TaskState.TaskRunning);
        await scheduler.KillAsync("sleeper");
        await scheduler.UntilAsync("sleeper", TaskState.TaskKilled);
        await scheduler.TeardownAsync();
    });

    [Fact]
    public Task ALaunchOnAnOfferThatIsGoneIsAnsweredNotSwallowed() => _cluster.ExplainAsync(async () =>
    {
        using var scheduler = await HttpScheduler.SubscribeAsync(_cluster.Master, HttpScheduler.Framework(), Deadline);
        var offer = await scheduler.LaunchAsync(BatchTask.Shell("first", "true"));
        await scheduler.UntilAsync("first", TaskState.TaskFinished);
        await scheduler.AcceptAsync(offer, new BatchPlan([BatchTask.Shell("late", "true")], 1).Place([offer])[0].Launch);
        var status = await scheduler.UntilAsync("late", TaskState.TaskDropped);
        Assert.Equal(TaskStatus.Types.Reason.InvalidOffers, status.Reason);
        await scheduler.TeardownAsync();
    });
}
