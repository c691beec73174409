using MesosOrleans.Core.View;
using MesosOrleans.Protocol.V1;
using MesosOrleans.Protocol.V1.MasterApi;

namespace MesosOrleans.Core.Tests.View;

/// <summary>Which events a task's record causes (http-api.md 9.1).</summary>
public sealed class TaskEventsTests
{
    private static readonly Protocol.V1.Task Staged = ViewSamples.Launched("f", "t", "a");

    private static readonly Protocol.V1.Task Running = Staged.With(TaskState.TaskStarting, 1).With(TaskState.TaskRunning, 2);

    [Fact]
    public void A_launch_is_added() => Assert.Equal(["ADDED TASK_STAGING 0"], Derive(null, Staged));

    [Fact]
    public void What_happened_in_between_is_told_state_by_state() => Assert.Equal(
        ["ADDED TASK_STAGING 0", "UPDATED TASK_STARTING of TASK_FINISHED", "UPDATED TASK_RUNNING of TASK_FINISHED", "UPDATED TASK_FINISHED of TASK_FINISHED"],
        Derive(null, Running.With(TaskState.TaskFinished, 3)));

    [Fact]
    public void A_task_that_an_agent_brings_back_is_added_as_it_is() =>
        Assert.Equal(["ADDED TASK_RUNNING 2"], Derive(null, Running, isNews: false));

    [Fact]
    public void Only_new_statuses_are_told() => Assert.Equal(
        ["UPDATED TASK_KILLING of TASK_KILLED", "UPDATED TASK_KILLED of TASK_KILLED"],
        Derive(Running, Running.With(TaskState.TaskKilling, 3).With(TaskState.TaskKilled, 4)));

    [Fact]
    public void The_same_state_again_is_told_of_checks_only()
    {
        Assert.Empty(Derive(Running, Running.With(TaskState.TaskRunning, 3)));
        Assert.Equal(
            ["UPDATED TASK_RUNNING of TASK_RUNNING"],
            Derive(Running, Running.With(TaskState.TaskRunning, 3, TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated)));
        Assert.Equal(
            ["UPDATED TASK_RUNNING of TASK_RUNNING"],
            Derive(Running, Running.With(TaskState.TaskRunning, 3, TaskStatus.Types.Reason.TaskCheckStatusUpdated)));
    }

    [Fact]
    public void Nothing_new_is_nothing() => Assert.Empty(Derive(Running, Running.Clone()));

    [Fact]
    public void An_id_that_is_used_again_is_a_new_task() => Assert.Equal(
        ["ADDED TASK_STAGING 0", "UPDATED TASK_STARTING of TASK_STARTING"],
        Derive(Running.With(TaskState.TaskFailed, 3), Staged.With(TaskState.TaskStarting, 4)));

    [Fact]
    public void A_task_on_an_agent_that_is_lost_and_comes_back_is_added_again()
    {
        var lost = Running.With(TaskState.TaskUnreachable, 3);
        Assert.Equal(["UPDATED TASK_UNREACHABLE of TASK_UNREACHABLE"], Derive(Running, lost));
        Assert.Equal(["ADDED TASK_RUNNING 4"], Derive(lost, lost.With(TaskState.TaskRunning, 4)));
    }

    [Fact]
    public void What_a_silo_took_with_it_and_the_agent_tells_again_is_no_news()
    {
        const TaskStatus.Types.Reason Told = TaskStatus.Types.Reason.AgentReregistered;
        Assert.Empty(Derive(Running, Staged.With(TaskState.TaskRunning, 4, Told)));
        Assert.Equal(["UPDATED TASK_KILLING of TASK_KILLING"], Derive(Running, Staged.With(TaskState.TaskKilling, 4, Told)));
    }

    private static string[] Derive(Protocol.V1.Task? former, Protocol.V1.Task task, bool isNews = true)
    {
        var events = new List<Event>();
        TaskEvents.Derive(former, task, isNews, events);
        return [.. events.Select(item => item.Type == Event.Types.Type.TaskAdded
            ? $"ADDED {Name(item.TaskAdded.Task.State)} {item.TaskAdded.Task.Statuses.Count}"
            : $"UPDATED {Name(item.TaskUpdated.Status.State)} of {Name(item.TaskUpdated.State)}")];
    }

    private static string Name(TaskState state) => "TASK_" + state.ToString()[4..].ToUpperInvariant();
}
