using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

/// <summary>What a node refuses before it starts anything.</summary>
public sealed class LaunchRefusalTests
{
    [Fact]
    public void A_task_on_resources_that_the_agent_does_not_know_is_dropped()
    {
        var refusal = Refusal(resourcesKnown: false);

        Assert.Equal(TaskState.TaskLost, refusal!.State);
        Assert.Equal(TaskStatus.Types.Reason.ResourcesUnknown, refusal.Details.Reason);
    }

    [Fact]
    public void A_task_without_such_is_launched() => Assert.Null(Refusal(resourcesKnown: true));

    private static TaskOutcome? Refusal(bool resourcesKnown)
    {
        var task = new TaskInfo { Command = new CommandInfo { Value = "true" } };
        var launch = new LaunchTasks { Framework = new FrameworkInfo { Name = "f", User = "root" }, Tasks = { task } };
        return LaunchRefusal.OfTask(launch, task, userExists: true, user: "root", resourcesKnown, isolators: []);
    }
}
