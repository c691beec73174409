using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

/// <summary>What a node refuses before it starts anything.</summary>
public sealed class LaunchRefusalTests
{
    private static readonly Resource Volume = new()
    {
        Name = "disk",
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = 8 },
        Disk = new Resource.Types.DiskInfo { Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "data-1" } },
    };

    [Fact]
    public void A_task_on_a_persistent_volume_fails_and_names_it()
    {
        var refusal = Refusal(new TaskInfo { Command = new CommandInfo { Value = "true" }, Resources = { Volume } }, null);

        Assert.Equal(TaskState.TaskFailed, refusal!.State);
        Assert.Contains("'data-1'", refusal.Details.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void So_does_a_task_whose_executor_holds_one() => Assert.NotNull(Refusal(
        new TaskInfo { Command = new CommandInfo { Value = "true" } },
        new ExecutorInfo { ExecutorId = new ExecutorID { Value = "e" }, Resources = { Volume } }));

    [Fact]
    public void A_task_without_volumes_is_launched() =>
        Assert.Null(Refusal(new TaskInfo { Command = new CommandInfo { Value = "true" } }, null));

    private static TaskOutcome? Refusal(TaskInfo task, ExecutorInfo? executor)
    {
        var launch = new LaunchTasks { Framework = new FrameworkInfo { Name = "f", User = "root" }, Tasks = { task } };
        if (executor is not null)
        {
            launch.Executor = executor;
        }

        return LaunchRefusal.OfTask(launch, task, userExists: true, user: "root", isolators: []);
    }
}
