using System.Net;
using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;
using EventType = MesosOrleans.Protocol.V1.ExecutorApi.Event.Types.Type;

namespace MesosOrleans.AgentNode.Tests.CustomExecutors;

/// <summary>Executors of frameworks' own, from their launch to their end, in a whole node.</summary>
public sealed class CustomExecutorTests : IAsyncLifetime
{
    private const string Sleep = "exec sleep 1000";

    private static readonly FrameworkInfo Framework = Checkpointing();

    private ApiNode _node = null!;

    private FakeLinkState State => _node.State;

    public async Task InitializeAsync() => _node = await ApiNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Theory]
    [InlineData(TestExecutor.Json)]
    [InlineData(TestExecutor.Protobuf)]
    public async Task Tasks_wait_for_the_executor_and_share_it(string mediaType)
    {
        Launch("a");
        using var executor = new TestExecutor(_node.Http, "e", mediaType);
        await StartedAsync();
        Assert.Equal(HttpStatusCode.OK, await executor.SubscribeAsync());
        var subscribed = (await executor.NextAsync(EventType.Subscribed)).Subscribed;
        Assert.Equal("e", subscribed.ExecutorInfo.ExecutorId.Value);
        Assert.Equal(Given.Framework, subscribed.FrameworkInfo.Id.Value);
        Assert.Equal("agent-1", subscribed.AgentInfo.Id.Value);
        Assert.Equal(_node.Containers.Launched.First(), subscribed.ContainerId.Value);
        Assert.Equal("a", (await executor.NextAsync(EventType.Launch)).Launch.Task.TaskId.Value);
        Assert.Empty(State.StatesOf("a"));

        var running = TestExecutor.Status("a", TaskState.TaskRunning);
        Assert.Equal(HttpStatusCode.Accepted, await executor.UpdateAsync(running));
        var acknowledged = (await executor.NextAsync(EventType.Acknowledged)).Acknowledged;
        Assert.Equal(running.Uuid, acknowledged.Uuid);
        await Eventually.TrueAsync(() => State.StatesOf("a").Count == 1, "the update arrives");
        var told = State.UpdatesOf("a")[0].Status;
        Assert.Equal("e", told.ExecutorId.Value);
        Assert.Equal("agent-1", told.AgentId.Value);
        Assert.Equal(running.Uuid, told.Uuid);
        Assert.True(told.HasTimestamp);
        Assert.Equal("127.0.0.1", told.ContainerStatus.NetworkInfos[0].IpAddresses[0].IpAddress);

        Launch("b", isNew: false);
        Assert.Equal("b", (await executor.NextAsync(EventType.Launch)).Launch.Task.TaskId.Value);
        Assert.Single(_node.Containers.Launched);
        Assert.Equal(0.3, _node.Containers.Amounts.Last().Cpus, 3);
        await executor.UpdateAsync("b", TaskState.TaskFinished);
        await EndsAsync("b");
        Assert.Equal(0.2, _node.Containers.Amounts.Last().Cpus, 3);
        Assert.DoesNotContain(State.Received, item => item.ExecutorExited is not null);
    }

    [Fact]
    public async Task The_environment_is_complete()
    {
        Launch("a", command: "env >all; mv all env; exec sleep 1000");
        await StartedAsync();
        var spec = _node.Containers.Specs.First();
        var path = Path.Combine(spec.SandboxDirectory, "env");
        await Eventually.TrueAsync(() => File.Exists(path), "the executor wrote its environment");
        var lines = await File.ReadAllLinesAsync(path);
        string[] expected =
        [
            $"MESOS_FRAMEWORK_ID={Given.Framework}", "MESOS_EXECUTOR_ID=e", "MESOS_SLAVE_ID=agent-1",
            "MESOS_SLAVE_PID=slave(1)@127.0.0.1:5051", "MESOS_AGENT_ENDPOINT=127.0.0.1:5051",
            $"MESOS_DIRECTORY={spec.SandboxDirectory}", $"MESOS_SANDBOX={spec.SandboxDirectory}", "MESOS_CHECKPOINT=1",
            "MESOS_LOCAL=", "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=5secs", "MESOS_RECOVERY_TIMEOUT=15mins",
            "MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs", "MESOS_HTTP_COMMAND_EXECUTOR=0", "LIBPROCESS_PORT=0",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.Equal(0.2, spec.Cpus, 3);
        Assert.Equal(64L * 1024 * 1024, spec.MemoryBytes);
    }

    [Fact]
    public async Task Messages_and_kills_reach_the_executor_and_its_messages_the_silo()
    {
        using var executor = await RunningAsync("a");
        State.Command(new Command
        {
            FrameworkMessage = new FrameworkMessage
            {
                FrameworkId = new FrameworkID { Value = Given.Framework },
                ExecutorId = new ExecutorID { Value = "e" },
                Data = Google.Protobuf.ByteString.CopyFromUtf8("hello"),
            },
        });
        Assert.Equal("hello", (await executor.NextAsync(EventType.Message)).Message.Data.ToStringUtf8());
        Assert.Equal(HttpStatusCode.Accepted, await executor.MessageAsync("good day"));
        await Eventually.TrueAsync(
            () => State.Received.Any(item => item.ExecutorMessage?.Data.ToStringUtf8() == "good day"), "the message arrives");
        State.Command(Given.Kill("a", TimeSpan.FromSeconds(7)));
        var kill = (await executor.NextAsync(EventType.Kill)).Kill;
        Assert.Equal("a", kill.TaskId.Value);
        Assert.Equal(TimeSpan.FromSeconds(7).Ticks * 100, kill.KillPolicy.GracePeriod.Nanoseconds);
        Assert.Equal(HttpStatusCode.Accepted, await executor.HeartbeatAsync());
    }

    [Fact]
    public async Task A_group_comes_as_a_group()
    {
        var launch = Given.LaunchCustom("e", Sleep, true, Framework, Given.Task("a", ""), Given.Task("b", ""));
        launch.Launch.TaskGroup = true;
        State.Command(launch);
        await StartedAsync();
        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        var group = (await executor.NextAsync(EventType.LaunchGroup)).LaunchGroup.TaskGroup;
        Assert.Equal(["a", "b"], group.Tasks.Select(task => task.TaskId.Value));
    }

    [Fact]
    public async Task The_end_of_the_executor_is_the_end_of_its_tasks()
    {
        var gate = Path.Combine(_node.WorkDirectory, "gate");
        Launch("a", command: $"while [ ! -e {gate} ]; do sleep 0.02; done; exit 3");
        await StartedAsync();
        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await executor.UpdateAsync("a", TaskState.TaskRunning);
        await File.WriteAllTextAsync(gate, "");
        await EndsAsync("a");
        var status = State.UpdatesOf("a")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, status.State);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, status.Reason);
        Assert.Equal(TaskStatus.Types.Source.Agent, status.Source);
        Assert.Equal("Executor terminated", status.Message);
        await ExitedAsync(3 << 8);
        var layout = new AgentLayout(_node.WorkDirectory);
        await Eventually.TrueAsync(
            () => !Directory.Exists(layout.FrameworkMeta("agent-1", Given.Framework)), "the checkpoints are gone");
        Assert.Empty(_node.Node.Host.View.Ledger.Executors());
    }

    [Fact]
    public async Task A_task_killed_before_its_executor_subscribed_ends_both()
    {
        Launch("a");
        await StartedAsync();
        State.Command(Given.Kill("a"));
        await EndsAsync("a");
        Assert.Equal(TaskStatus.Types.Reason.TaskKilledDuringLaunch, State.UpdatesOf("a")[^1].Status.Reason);
        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Shutdown);
    }

    [Fact]
    public async Task Shutdown_is_an_event_first_and_a_kill_after_the_grace()
    {
        var launch = Given.LaunchCustom("e", Sleep, true, Framework, Given.Task("a", ""));
        launch.Launch.Executor.ShutdownGracePeriod = Given.Duration(TimeSpan.FromMilliseconds(50));
        State.Command(launch);
        await StartedAsync();
        using var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await executor.NextAsync(EventType.Launch);
        State.Command(new Command
        {
            ShutdownExecutor = new ShutdownExecutor
            {
                FrameworkId = new FrameworkID { Value = Given.Framework },
                ExecutorId = new ExecutorID { Value = "e" },
            },
        });
        await executor.NextAsync(EventType.Shutdown);
        await EndsAsync("a");
        await Eventually.TrueAsync(() => State.Received.Any(item => item.ExecutorExited is not null), "the end is told");
        Launch("b", isNew: false);
        await EndsAsync("b");
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, State.UpdatesOf("b")[^1].Status.Reason);
    }

    [Fact]
    public async Task An_executor_that_cannot_be_started_fails_its_tasks()
    {
        Launch("a", command: "no-such-launch");
        await EndsAsync("a");
        var status = State.UpdatesOf("a")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, status.State);
        Assert.Equal(TaskStatus.Types.Reason.ContainerLaunchFailed, status.Reason);
        await ExitedAsync(-1);
    }

    [Fact]
    public async Task The_end_of_the_framework_ends_its_executors_without_a_word()
    {
        using var executor = await RunningAsync("a");
        State.Command(new Command
        {
            ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = Given.Framework } },
        });
        await executor.NextAsync(EventType.Shutdown);
        await _node.Containers.SignalAsync(_node.Containers.Launched.First(), 9, CancellationToken.None);
        await Eventually.TrueAsync(() => _node.Node.Host.View.Ledger.Frameworks().Count == 0, "the framework is gone");
        Assert.Equal([TaskState.TaskRunning], State.StatesOf("a"));
        Assert.DoesNotContain(State.Received, item => item.ExecutorExited is not null);
    }

    private static FrameworkInfo Checkpointing()
    {
        var framework = Given.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        framework.Checkpoint = true;
        return framework;
    }

    private void Launch(string taskId, bool isNew = true, string command = Sleep)
        => State.Command(Given.LaunchCustom("e", command, isNew, Framework, Given.Task(taskId, "")));

    private async Task<TestExecutor> RunningAsync(string taskId)
    {
        Launch(taskId);
        await StartedAsync();
        var executor = new TestExecutor(_node.Http, "e");
        await executor.SubscribeAsync();
        await executor.NextAsync(EventType.Subscribed);
        await executor.NextAsync(EventType.Launch);
        await executor.UpdateAsync(taskId, TaskState.TaskRunning);
        await executor.NextAsync(EventType.Acknowledged);
        await Eventually.TrueAsync(() => State.StatesOf(taskId).Count == 1, "the update arrives");
        return executor;
    }

    private Task StartedAsync() => Eventually.TrueAsync(() => !_node.Containers.Launched.IsEmpty, "the executor starts");

    private Task ExitedAsync(int status) => Eventually.TrueAsync(
        () => State.Received.Any(item => item.ExecutorExited is { } exited
            && exited.ExecutorId.Value == "e" && exited.Status == status),
        "the executor's end is told");

    private Task EndsAsync(string taskId) => Eventually.TrueAsync(
        () => State.StatesOf(taskId).LastOrDefault(TaskState.TaskStaging).IsTerminal(),
        $"{taskId} ends, but: {string.Join(", ", State.StatesOf(taskId))}");
}
