using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Link;

/// <summary>A real node against a silo with a real gRPC server: launches, kills, losses.</summary>
public sealed class NodeOverTheLinkTests : AttachedNode
{
    [Fact]
    public void Registers_with_what_it_offers()
    {
        var register = State.Registrations[0];
        Assert.Null(register.AgentId);
        Assert.Equal("localhost", register.AgentInfo.Hostname);
        Assert.Equal(4, register.AgentInfo.Resources.Single(item => item.Name == "cpus").Scalar.Value);
        Assert.Contains(register.AgentInfo.Resources, item => item.Name == "ports");
        Assert.Equal("127.0.0.1", register.Ip);
        Assert.Equal(5051u, register.Port);
    }

    [Fact]
    public async Task A_command_that_succeeds_finishes()
    {
        State.Command(Given.Launch(Given.Task("t", "true")));
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished],
            State.StatesOf("t"));
        var last = State.UpdatesOf("t")[^1].Status;
        Assert.Equal("Command exited with status 0", last.Message);
        Assert.Equal(TaskStatus.Types.Source.Executor, last.Source);
        Assert.Equal(16, last.Uuid.Length);
        Assert.Equal("t", last.ExecutorId.Value);
        Assert.Equal("agent-1", last.AgentId.Value);
    }

    [Fact]
    public async Task A_command_that_fails_tells_its_status()
    {
        State.Command(Given.Launch(Given.Task("t", "exit 42")));
        await EndsAsync("t");
        var last = State.UpdatesOf("t")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, last.State);
        Assert.Equal("Command exited with status 42", last.Message);
    }

    [Fact]
    public async Task A_container_that_cannot_start_fails_the_task_with_the_reason()
    {
        State.Command(Given.Launch(Given.Task("t", "no-such-launch")));
        await EndsAsync("t");
        var last = State.UpdatesOf("t")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, last.State);
        Assert.Equal(TaskStatus.Types.Reason.ContainerLaunchFailed, last.Reason);
        Assert.Equal("no such launch", last.Message);
    }

    [Fact]
    public async Task A_kill_ends_a_task_that_obeys_and_its_exit_does_not_matter()
    {
        State.Command(Given.Launch(Given.Task("t", "trap 'exit 0' TERM; touch ready; while true; do sleep 0.05; done")));
        await ReachesAsync("t", TaskState.TaskRunning);
        await Containers.ReadyAsync();
        State.Command(Given.Kill("t", TimeSpan.FromSeconds(100)));
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilled],
            State.StatesOf("t"));
    }

    [Fact]
    public async Task A_task_that_ignores_the_kill_is_killed_after_the_grace()
    {
        var framework = Given.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState);
        State.Command(Given.Launch(framework, Given.Task("t", "trap '' TERM; touch ready; while true; do sleep 0.05; done")));
        await ReachesAsync("t", TaskState.TaskRunning);
        await Containers.ReadyAsync();
        State.Command(Given.Kill("t", TimeSpan.FromMilliseconds(300)));
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilling, TaskState.TaskKilled],
            State.StatesOf("t"));
        Assert.Equal("Command terminated with signal Killed", State.UpdatesOf("t")[^1].Status.Message);
    }

    [Fact]
    public async Task Too_long_a_run_fails_without_TASK_KILLING()
    {
        var framework = Given.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.TaskKillingState);
        var task = Given.Task("t", "exec sleep 1000");
        task.MaxCompletionTime = Given.Duration(TimeSpan.FromMilliseconds(200));
        State.Command(Given.Launch(framework, task));
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFailed],
            State.StatesOf("t"));
        Assert.Equal(TaskStatus.Types.Reason.MaxCompletionTimeReached, State.UpdatesOf("t")[^1].Status.Reason);
    }

    [Fact]
    public async Task A_task_is_launched_once_however_often_it_is_commanded()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await ReachesAsync("t", TaskState.TaskRunning);
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        State.Epoch++;
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000"), Given.Task("u", "true")));
        await EndsAsync("u");
        Assert.Equal(2, Containers.Launched.Count);
    }

    [Fact]
    public async Task Commands_of_a_replaced_epoch_are_dropped()
    {
        State.Epoch = 7;
        State.Command(Given.Launch(Given.Task("a", "true")));
        await EndsAsync("a");
        State.Epoch = 6;
        State.Command(Given.Launch(Given.Task("stale", "true")));
        State.Epoch = 7;
        State.Command(Given.Launch(Given.Task("b", "true")));
        await EndsAsync("b");
        Assert.Empty(State.UpdatesOf("stale"));
        Assert.Equal(7ul, State.Received.Last(item => item.CommandAck is not null).CommandAck.Epoch);
    }

    [Fact]
    public async Task Only_the_first_update_is_in_flight_until_it_is_acknowledged()
    {
        State.Acknowledges = false;
        State.Command(Given.Launch(Given.Task("t", "true")));
        await Eventually.TrueAsync(() => State.UpdatesOf("t").Count > 0, "the first update");
        var first = State.UpdatesOf("t")[0];
        Assert.Equal(TaskState.TaskStarting, first.Status.State);
        State.Break();
        await Eventually.TrueAsync(
            () => State.UpdatesOf("t").Any(item => item.LatestState == TaskState.TaskFinished),
            "the head is sent again at once, with the newest state");
        Assert.All(State.UpdatesOf("t"), item => Assert.Equal(first.Status.Uuid, item.Status.Uuid));
        State.Acknowledges = true;
        State.Acknowledge(first);
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished],
            State.StatesOf("t"));
    }

    [Fact]
    public async Task Pings_are_answered_and_the_ledger_is_told_again_when_asked()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await ReachesAsync("t", TaskState.TaskRunning);
        State.Send(new SiloMessage { Ping = new Ping() });
        await Eventually.TrueAsync(() => State.Received.Any(item => item.Pong is not null), "a pong");
        State.Send(new SiloMessage { Reregister = new Reregister() });
        await Eventually.TrueAsync(() => State.Registrations.Count == 2, "a second registration");
        var register = State.Registrations[1];
        Assert.Equal("agent-1", register.AgentId.Value);
        Assert.Equal("t", register.Tasks.Single().TaskId.Value);
        Assert.Equal(TaskState.TaskRunning, register.Tasks[0].State);
        Assert.Equal(Given.Framework, register.Frameworks.Single().Id.Value);
    }

    [Fact]
    public async Task Shutdown_kills_everything_and_ends_the_node()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await ReachesAsync("t", TaskState.TaskRunning);
        State.Send(new SiloMessage { Shutdown = new Shutdown { Message = "Agent has been marked gone" } });
        await Node.Running.WaitAsync(Eventually.Deadline);
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Containers.WaitAsync(Containers.Launched.First(), CancellationToken.None));
    }

    [Fact]
    public async Task A_framework_that_is_shut_down_is_forgotten_with_its_tasks()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await ReachesAsync("t", TaskState.TaskRunning);
        State.Command(new Command
        {
            ShutdownFramework = new ShutdownFramework { FrameworkId = new FrameworkID { Value = Given.Framework } },
        });
        await Eventually.TrueAsync(() => Node.Host.View.Ledger.Frameworks().Count == 0, "the framework is gone");
        Assert.DoesNotContain(TaskState.TaskKilled, State.StatesOf("t"));
    }

    [Fact]
    public async Task A_kill_of_an_unknown_task_of_a_known_framework_is_answered()
    {
        var framework = Given.FrameworkInfo(FrameworkInfo.Types.Capability.Types.Type.PartitionAware);
        State.Command(Given.Launch(framework, Given.Task("t", "exec sleep 1000")));
        State.Command(Given.Kill("ghost"));
        await ReachesAsync("ghost", TaskState.TaskDropped);
        var status = State.UpdatesOf("ghost")[0].Status;
        Assert.Equal("Cannot find executor", status.Message);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, status.Reason);
    }
}
