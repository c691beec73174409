using MesosOrleans.AgentNode.Recovery;
using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Recovery;

/// <summary>A node that ends without warning and comes back, with the same work directory and the same containers.</summary>
public sealed class NodeRecoveryTests : AttachedNode
{
    [Fact]
    public async Task A_running_task_goes_on_and_its_end_is_told_once()
    {
        var gate = Work.File("gate");
        State.Command(Given.Launch(Given.Task("t", $"while [ ! -e {gate} ]; do sleep 0.02; done; exit 0")));
        await RunsAsync("t");
        await RestartAsync();
        var register = State.Registrations[^1];
        Assert.Equal("agent-1", register.AgentId.Value);
        Assert.Equal(TaskState.TaskRunning, register.Tasks.Single().State);
        Assert.NotNull(register.LastCommand);
        await File.WriteAllTextAsync(gate, "");
        await EndsAsync("t");
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished],
            State.StatesOf("t"));
        Assert.Single(Containers.Launched);
    }

    [Fact]
    public async Task An_end_while_the_node_was_away_is_told_afterwards()
    {
        var gate = Work.File("gate");
        State.Command(Given.Launch(Given.Task("t", $"while [ ! -e {gate} ]; do sleep 0.02; done; exit 42")));
        await RunsAsync("t");
        await RestartAsync(between: async () =>
        {
            await File.WriteAllTextAsync(gate, "");
            await Containers.WaitAsync(Containers.Launched.First(), CancellationToken.None);
        });
        await EndsAsync("t");
        Assert.Equal("Command exited with status 42", State.UpdatesOf("t")[^1].Status.Message);
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_with_the_same_uuid()
    {
        State.Acknowledges = false;
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await Eventually.TrueAsync(() => State.UpdatesOf("t").Count == 1, "the first update");
        var uuid = State.UpdatesOf("t")[0].Status.Uuid;
        await RestartAsync();
        await Eventually.TrueAsync(() => State.UpdatesOf("t").Count >= 2, "the update comes again");
        Assert.All(State.UpdatesOf("t"), item => Assert.Equal(uuid, item.Status.Uuid));
    }

    [Fact]
    public async Task A_kill_under_way_is_carried_on()
    {
        State.Command(Given.Launch(Given.Task("t", "trap '' TERM; touch ready; while true; do sleep 0.05; done")));
        await RunsAsync("t");
        await Containers.ReadyAsync();
        State.Command(Given.Kill("t", TimeSpan.FromMilliseconds(500)));
        await Eventually.TrueAsync(
            () => State.Received.Any(item => item.CommandAck is { } ack && ack.Sequence >= 4),
            "the kill is taken over");
        await RestartAsync();
        await EndsAsync("t");
        Assert.Equal(TaskState.TaskKilled, State.StatesOf("t")[^1]);
    }

    [Fact]
    public async Task After_a_reboot_the_tasks_are_over()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await RunsAsync("t");
        await RestartAsync(bootId: "boot-2");
        await EndsAsync("t");
        var last = State.UpdatesOf("t")[^1].Status;
        Assert.Equal(TaskState.TaskFailed, last.State);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, last.Reason);
        Assert.Equal(TaskStatus.Types.Source.Agent, last.Source);
        Assert.Equal("agent-1", State.Registrations[^1].AgentId.Value);
    }

    [Fact]
    public async Task A_task_whose_container_is_missing_fails()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await RunsAsync("t");
        await RestartAsync(between: () => Containers.DestroyAsync(Containers.Launched.First(), CancellationToken.None));
        await EndsAsync("t");
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, State.UpdatesOf("t")[^1].Status.Reason);
    }

    [Fact]
    public async Task An_acknowledged_task_leaves_no_checkpoint_and_is_not_run_again()
    {
        var launch = Given.Launch(Given.Task("t", "true"));
        State.Command(launch);
        await EndsAsync("t");
        var layout = new AgentLayout(Work.Path);
        await Eventually.TrueAsync(
            () => !Directory.Exists(layout.FrameworkMeta("agent-1", Given.Framework)),
            "the checkpoints are gone");
        await RestartAsync();
        State.Send(new Protocol.AgentLink.SiloMessage { Commands = new() { Commands_ = { launch } } });
        State.Command(Given.Launch(Given.Task("u", "true")));
        await EndsAsync("u");
        Assert.Equal(2, Containers.Launched.Count);
    }

    [Fact]
    public async Task A_half_written_update_at_the_end_is_cut_off()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await RunsAsync("t");
        await RestartAsync(between: () =>
        {
            var updates = Find("task.updates");
            using var file = new FileStream(updates, FileMode.Append);
            file.Write([40, 0, 0, 0, 1, 2]);
            return Task.CompletedTask;
        });
        Assert.Equal(TaskState.TaskRunning, State.Registrations[^1].Tasks.Single().State);
        Assert.Equal(0, Node.Host.View.Counters.RecoveryErrors);
    }

    [Fact]
    public async Task Damage_stops_a_strict_node_and_is_counted_by_another()
    {
        State.Command(Given.Launch(Given.Task("t", "exec sleep 1000")));
        await RunsAsync("t");
        await Node.DisposeAsync();
        var info = Find("framework.info");
        await File.WriteAllTextAsync(info, "garbage that is no checkpoint");
        var exception = await Assert.ThrowsAsync<RecoveryException>(
            () => TestNode.StartAsync(Work.Path, Containers, [Silo.Address]));
        Assert.Contains(info, exception.Message, StringComparison.Ordinal);
        Node = await TestNode.StartAsync(
            Work.Path, Containers, [Silo.Address], change: options => options with { Strict = false });
        Assert.Equal(1, Node.Host.View.Counters.RecoveryErrors);
    }

    [Fact]
    public async Task Other_resources_need_the_additive_policy_and_only_growth_is_allowed()
    {
        await Node.DisposeAsync();
        Task<TestNode> With(string resources, bool additive) => TestNode.StartAsync(
            Work.Path,
            Containers,
            [Silo.Address],
            change: options => options with { Resources = resources, AdditiveReconfiguration = additive });
        var exception = await Assert.ThrowsAsync<RecoveryException>(() => With("cpus:8;mem:1024;disk:1024", false));
        Assert.Contains("cpus", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RecoveryException>(() => With("cpus:2;mem:1024;disk:1024", true));
        Node = await With("cpus:8;mem:1024;disk:1024", true);
        await Eventually.TrueAsync(() => State.Registrations.Count == 2, "the node registers again");
        Assert.Equal("agent-1", State.Registrations[1].AgentId.Value);
    }

    private string Find(string name)
    {
        var own = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.GetFiles(Work.Path, name, own).Single();
    }

    private async Task RestartAsync(string bootId = "boot-1", Func<Task>? between = null)
    {
        var before = State.Registrations.Count;
        await Node.DisposeAsync();
        if (between is not null)
        {
            await between();
        }

        Node = await TestNode.StartAsync(Work.Path, Containers, [Silo.Address], bootId);
        await Eventually.TrueAsync(() => State.Registrations.Count > before, "the node registers again");
    }

    private Task RunsAsync(string taskId) => Eventually.TrueAsync(
        () => State.StatesOf(taskId).Contains(TaskState.TaskRunning)
            && State.Received.Count(item => item.CommandAck is not null) >= 3,
        $"{taskId} runs, acknowledged");
}
