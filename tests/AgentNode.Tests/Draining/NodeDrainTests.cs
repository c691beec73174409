using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Draining;

/// <summary>A node that drains: what it kills, what it drops, what it says, and that it goes on after a crash.</summary>
public sealed class NodeDrainTests : AttachedNode
{
    private const string Stubborn = "trap '' TERM; touch ready; while true; do sleep 0.05; done";
    private static readonly FrameworkInfo Aware = Given.FrameworkInfo(
        FrameworkInfo.Types.Capability.Types.Type.PartitionAware, FrameworkInfo.Types.Capability.Types.Type.TaskKillingState);

    [Fact]
    public async Task Tasks_are_killed_with_the_smaller_grace_and_say_why()
    {
        var task = Given.Task("t", Stubborn);
        task.KillPolicy = new KillPolicy { GracePeriod = Given.Duration(TimeSpan.FromHours(1)) };
        await RunAsync(Aware, task);

        State.Command(Drain(TimeSpan.Zero));

        await ReachesAsync("t", TaskState.TaskKilled);
        Assert.Equal(
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskKilling, TaskState.TaskKilled], State.StatesOf("t"));
        Assert.All(
            State.UpdatesOf("t").Where(update => update.Status.State is TaskState.TaskKilling or TaskState.TaskKilled),
            update => Assert.Equal(TaskStatus.Types.Reason.AgentDraining, update.Status.Reason));
    }

    [Fact]
    public async Task Launches_are_dropped_until_the_last_end_is_acknowledged()
    {
        await RunAsync(Aware, Given.Task("t", "exec sleep 1000"));
        State.Acknowledges = false;
        State.Command(Drain(TimeSpan.FromSeconds(30)));
        await ReachesAsync("t", TaskState.TaskKilling);
        Assert.Equal(Given.Duration(TimeSpan.FromSeconds(30)), Node.Host.View.Drain.Current!.Config.MaxGracePeriod);

        State.Command(Given.Launch(Aware, Given.Task("late", "true")));

        await ReachesAsync("late", TaskState.TaskDropped);
        var dropped = State.UpdatesOf("late")[0].Status;
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, dropped.Reason);
        Assert.Equal("Task was received while agent was already draining", dropped.Message);
        Assert.NotNull(Node.Host.View.Drain.Current);

        State.Acknowledges = true;
        State.Acknowledge(State.UpdatesOf("t").Last(update => update.Status.State == TaskState.TaskKilling));
        State.Acknowledge(State.UpdatesOf("late")[0]);
        await Eventually.TrueAsync(() => Node.Host.View.Drain.Current is null, "the drain is over");
        State.Command(Given.Launch(Aware, Given.Task("next", "true")));
        await ReachesAsync("next", TaskState.TaskFinished);
    }

    [Fact]
    public async Task With_mark_gone_a_task_is_gone_once_it_has_ended()
    {
        await RunAsync(Aware, Given.Task("t", "exec sleep 1000"));
        var drain = Drain(TimeSpan.FromSeconds(30));
        drain.Drain.Config.MarkGone = true;
        State.Command(drain);

        await ReachesAsync("t", TaskState.TaskGoneByOperator);
        Assert.Equal([TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskGoneByOperator], State.StatesOf("t"));
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, State.UpdatesOf("t")[^1].Status.Reason);
    }

    [Fact]
    public async Task A_node_without_tasks_has_drained_already()
    {
        State.Command(Drain(TimeSpan.Zero));
        State.Command(Given.Launch(Given.Task("t", "true")));
        await ReachesAsync("t", TaskState.TaskFinished);
        Assert.Null(Node.Host.View.Drain.Current);
    }

    [Fact]
    public async Task A_drain_goes_on_in_the_next_process()
    {
        await RunAsync(Aware, Given.Task("t", Stubborn));
        State.Command(Drain(TimeSpan.FromHours(1)));
        await ReachesAsync("t", TaskState.TaskKilling);

        await Node.DisposeAsync();
        Node = await TestNode.StartAsync(Work.Path, Containers, [Silo.Address]);
        await Eventually.TrueAsync(() => Node.Host.Link.IsAttached, "the node attaches again");
        Assert.Equal(Given.Duration(TimeSpan.FromHours(1)), Node.Host.View.Drain.Current!.Config.MaxGracePeriod);
        State.Command(Given.Launch(Aware, Given.Task("late", "true")));
        await ReachesAsync("late", TaskState.TaskDropped);

        State.Command(Drain(TimeSpan.Zero));
        await ReachesAsync("t", TaskState.TaskKilled);
        Assert.Equal(TaskStatus.Types.Reason.AgentDraining, State.UpdatesOf("t")[^1].Status.Reason);
        await Eventually.TrueAsync(() => Node.Host.View.Drain.Current is null, "the drain is over");
        await Node.DisposeAsync();
        Node = await TestNode.StartAsync(Work.Path, Containers, [Silo.Address]);
        Assert.Null(Node.Host.View.Drain.Current);
    }

    private static Command Drain(TimeSpan max) => new()
    {
        Drain = new DrainAgent { Config = new DrainConfig { MaxGracePeriod = Given.Duration(max) } },
    };

    private async Task RunAsync(FrameworkInfo framework, TaskInfo task)
    {
        var waits = task.Command.Value.Contains("ready", StringComparison.Ordinal);
        State.Command(Given.Launch(framework, task));
        await ReachesAsync(task.TaskId.Value, TaskState.TaskRunning);
        if (waits)
        {
            await Containers.ReadyAsync();
        }
    }
}
