using System.Net;
using MesosOrleans.AgentNode.Flags;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.ExecutorApi;
using EventType = MesosOrleans.Protocol.V1.ExecutorApi.Event.Types.Type;

namespace MesosOrleans.AgentNode.Tests.CustomExecutors;

/// <summary>Custom executors that are late, and those whose node came back.</summary>
public sealed class ExecutorRecoveryTests : IAsyncLifetime
{
    private static readonly FrameworkInfo Framework = Given.FrameworkInfo();

    private ApiNode _node = null!;

    private FakeLinkState State => _node.State;

    public async Task InitializeAsync() => _node = await ApiNode.StartAsync(options => options with
    {
        ExecutorRegistrationTimeout = TimeSpan.FromMilliseconds(100),
    });

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task An_executor_that_does_not_subscribe_is_ended()
    {
        Launch("a");
        await EndsAsync("a");
        var status = State.UpdatesOf("a")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, status.State);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorRegistrationTimeout, status.Reason);
        await Eventually.TrueAsync(() => State.Received.Any(item => item.ExecutorExited is not null), "the end is told");
    }

    [Fact]
    public async Task An_executor_takes_up_its_stream_when_the_node_is_back()
    {
        using (var before = await SubscribedAsync())
        {
            await before.UpdateAsync("a", TaskState.TaskRunning);
            await Eventually.TrueAsync(() => State.StatesOf("a").Count == 1, "the update arrives");
            Launch("b", isNew: false);
            await before.NextAsync(EventType.Acknowledged);
            await before.NextAsync(EventType.Launch);
        }

        await _node.RestartAsync(Patient);
        Assert.Equal("e", State.Registrations[^1].Executors.Single().ExecutorId.Value);
        using var executor = new TestExecutor(_node.Http, "e");
        Assert.Equal(HttpStatusCode.Forbidden, await executor.UpdateAsync("a", TaskState.TaskRunning));
        // The executor has heard of b and said so; the node has not taken that over.
        var missed = TestExecutor.Status("b", TaskState.TaskRunning);
        await executor.SubscribeAsync(new Call.Types.Subscribe
        {
            UnacknowledgedTasks = { new TaskInfo { Name = "b", TaskId = new TaskID { Value = "b" }, AgentId = new AgentID { Value = "agent-1" } } },
            UnacknowledgedUpdates = { new Call.Types.Update { Status = missed } },
        });
        Assert.Equal(missed.Uuid, (await executor.NextAsync(EventType.Acknowledged)).Acknowledged.Uuid);
        await executor.NextAsync(EventType.Subscribed);
        await executor.UpdateAsync("a", TaskState.TaskFinished);
        await EndsAsync("a");
        Assert.Equal([TaskState.TaskRunning, TaskState.TaskFinished], State.StatesOf("a"));
        Assert.Equal([TaskState.TaskRunning], State.StatesOf("b"));
        Assert.Single(_node.Containers.Launched);
    }

    [Fact]
    public async Task A_launch_that_the_executor_never_saw_is_dropped()
    {
        using (await SubscribedAsync())
        {
            await _node.RestartAsync(Patient);
        }

        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await EndsAsync("a");
        var status = State.UpdatesOf("a")[^1].Status;
        Assert.Equal(TaskState.TaskLost, status.State);
        Assert.Equal(TaskStatus.Types.Reason.AgentRestarted, status.Reason);
    }

    [Fact]
    public async Task An_executor_that_does_not_come_back_is_lost()
    {
        using (var executor = await SubscribedAsync())
        {
            await executor.UpdateAsync("a", TaskState.TaskRunning);
            await Eventually.TrueAsync(() => State.StatesOf("a").Count == 1, "the update arrives");
        }

        await _node.RestartAsync(options => options with { ExecutorReregistrationTimeout = TimeSpan.FromMilliseconds(50) });
        await EndsAsync("a");
        var status = State.UpdatesOf("a")[^1].Status;
        Assert.Equal(TaskState.TaskLost, status.State);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorReregistrationTimeout, status.Reason);
    }

    [Fact]
    public async Task An_idle_executor_is_recovered_too_and_its_end_is_seen()
    {
        using (var executor = await SubscribedAsync())
        {
            await executor.UpdateAsync("a", TaskState.TaskFinished);
            await EndsAsync("a");
        }

        await _node.RestartAsync(Patient);
        using var again = new TestExecutor(_node.Http, "e");
        await again.SubscribeAsync();
        await again.NextAsync(EventType.Subscribed);
        await _node.Containers.SignalAsync(_node.Containers.Launched.First(), 9, CancellationToken.None);
        await Eventually.TrueAsync(
            () => State.Received.Any(item => item.ExecutorExited is { Status: 9 }), "the end is told");
        await Eventually.TrueAsync(() => _node.Node.Host.View.Ledger.Frameworks().Count == 0, "nothing is left");
    }

    private static NodeOptions Patient(NodeOptions options)
        => options with { ExecutorReregistrationTimeout = Eventually.Deadline };

    private void Launch(string taskId, bool isNew = true)
        => State.Command(Given.LaunchCustom("e", "exec sleep 1000", isNew, Framework, Given.Task(taskId, "")));

    private async Task<TestExecutor> SubscribedAsync()
    {
        // Long enough for this machine on a busy day, short enough for the test that waits for it.
        await _node.RestartAsync(options => options with { ExecutorRegistrationTimeout = Eventually.Deadline });
        Launch("a");
        await Eventually.TrueAsync(() => !_node.Containers.Launched.IsEmpty, "the executor starts");
        var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await executor.NextAsync(EventType.Launch);
        return executor;
    }

    private Task EndsAsync(string taskId) => Eventually.TrueAsync(
        () => State.StatesOf(taskId).LastOrDefault(TaskState.TaskStaging).IsTerminal(),
        $"{taskId} ends, but: {string.Join(", ", State.StatesOf(taskId))}");
}
