using MesosOrleans.AgentNode.Tests.Support;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

/// <summary>Task groups, checks, fetching and environments in a whole node.</summary>
public sealed class GroupAndCheckTests : AttachedNode
{
    [Fact]
    public async Task A_failed_task_takes_its_group_with_it_and_the_executor_ends()
    {
        State.Command(Given.LaunchGroup("e", Given.Task("a", "sleep 0.2; exit 1"), Given.Task("b", "exec sleep 1000")));
        await EndsAsync("a");
        await EndsAsync("b");
        Assert.Equal(TaskState.TaskFailed, State.StatesOf("a")[^1]);
        Assert.Equal(TaskState.TaskKilled, State.StatesOf("b")[^1]);
        Assert.Equal("e", State.UpdatesOf("b")[^1].Status.ExecutorId.Value);
        await Eventually.TrueAsync(
            () => State.Received.Any(item => item.ExecutorExited is { Status: 0 } exited && exited.ExecutorId.Value == "e"),
            "the executor's end is told");
    }

    [Fact]
    public async Task A_finished_task_leaves_its_group_alone()
    {
        State.Command(Given.LaunchGroup("e", Given.Task("a", "true"), Given.Task("b", "exec sleep 1000")));
        await EndsAsync("a");
        await Eventually.TrueAsync(() => State.StatesOf("b").Contains(TaskState.TaskRunning), "b runs");
        Assert.Equal([TaskState.TaskStarting, TaskState.TaskRunning], State.StatesOf("b"));
        State.Command(Given.Kill("b"));
        await EndsAsync("b");
    }

    [Fact]
    public async Task A_health_check_that_fails_too_often_kills()
    {
        var task = Given.Task("t", "exec sleep 1000");
        task.HealthCheck = new HealthCheck
        {
            Type = HealthCheck.Types.Type.Command,
            Command = new CommandInfo { Value = "exit 1" },
            DelaySeconds = 0,
            IntervalSeconds = 0.01,
            GracePeriodSeconds = 0,
            ConsecutiveFailures = 3,
        };
        State.Command(Given.Launch(task));
        await EndsAsync("t");
        Assert.Equal(TaskState.TaskKilled, State.StatesOf("t")[^1]);
        var unhealthy = State.UpdatesOf("t").DistinctBy(item => item.Status.Uuid)
            .Where(item => item.Status.HasHealthy && !item.Status.Healthy).ToList();
        Assert.Equal(4, unhealthy.Count);
        Assert.Equal(TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated, unhealthy[0].Status.Reason);
    }

    [Fact]
    public async Task A_check_tells_its_value()
    {
        var task = Given.Task("t", "exec sleep 1000");
        task.Check = new CheckInfo
        {
            Type = CheckInfo.Types.Type.Command,
            Command = new CheckInfo.Types.Command { Command_ = new CommandInfo { Value = "exit 7" } },
            DelaySeconds = 0,
            IntervalSeconds = 0.01,
        };
        State.Command(Given.Launch(task));
        await Eventually.TrueAsync(
            () => State.UpdatesOf("t").Any(item => item.Status.CheckStatus?.Command?.HasExitCode == true),
            "the check's value");
        var status = State.UpdatesOf("t")[^1].Status;
        Assert.Equal(7, status.CheckStatus.Command.ExitCode);
        Assert.Equal(TaskStatus.Types.Reason.TaskCheckStatusUpdated, status.Reason);
        Assert.False(State.UpdatesOf("t").First(item => item.Status.State == TaskState.TaskRunning)
            .Status.CheckStatus.Command.HasExitCode);
    }

    [Fact]
    public async Task The_environment_is_the_task_s_own()
    {
        var task = Given.Task("t", "env; pwd");
        task.Command.Environment = new Protocol.V1.Environment
        {
            Variables = { new Protocol.V1.Environment.Types.Variable { Name = "MINE", Value = "yes" } },
        };
        State.Command(Given.Launch(task));
        await EndsAsync("t");
        var spec = Containers.Specs.First();
        var output = await File.ReadAllTextAsync(Path.Combine(spec.SandboxDirectory, "stdout"));
        Assert.Contains("MINE=yes", output, StringComparison.Ordinal);
        Assert.Contains($"MESOS_SANDBOX={spec.SandboxDirectory}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_fetched_fails_the_task()
    {
        var task = Given.Task("t", "true");
        task.Command.Uris.Add(new CommandInfo.Types.URI { Value = "/no/such/file" });
        State.Command(Given.Launch(task));
        await EndsAsync("t");
        var status = State.UpdatesOf("t")[^1].Status;
        Assert.Equal(TaskStatus.Types.Reason.ContainerLaunchFailed, status.Reason);
        Assert.Contains("/no/such/file", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_that_look_like_paths_stay_below_the_work_directory()
    {
        State.Command(Given.Launch(Given.Task("../../../../escape", "pwd")));
        await EndsAsync("../../../../escape");
        var sandbox = Containers.Specs.First().SandboxDirectory;
        Assert.StartsWith(Work.Path, Path.GetFullPath(sandbox), StringComparison.Ordinal);
    }
}
