using MesosOrleans.Core.Batch;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.Core.Tests.Batch;

public sealed class BatchPlanTests
{
    [Fact]
    public void FillsOffersFirstFitAndDeclinesTheRest()
    {
        var plan = Plan("a", "b", "c");
        var decisions = plan.Place(
            [Offers.Of("1", ("cpus", 0.2), ("mem", 64)), Offers.Of("2", ("cpus", 1), ("mem", 1024)), Offers.Of("3", ("cpus", 1), ("mem", 64))]);
        Assert.Equal(["a", "b"], decisions[0].Launch.Select(task => task.TaskId.Value));
        Assert.Equal(["c"], decisions[1].Launch.Select(task => task.TaskId.Value));
        Assert.Empty(decisions[2].Launch);
        Assert.All(decisions[0].Launch, task => Assert.Equal("agent-of-1", task.AgentId.Value));
        Assert.False(plan.WantsOffers);
        Assert.Equal(3, plan.Outstanding.Count);
    }

    [Fact]
    public void ATaskThatDoesNotFitDoesNotHoldUpOthers()
    {
        var plan = new BatchPlan([BatchTask.Shell("big", "true", ResourceDemand.Of(4, 64)), BatchTask.Shell("small", "true")], 1);
        var decision = Assert.Single(plan.Place([Offers.Of("1", ("cpus", 1), ("mem", 64))]));
        Assert.Equal("small", Assert.Single(decision.Launch).TaskId.Value);
        Assert.True(plan.WantsOffers);
    }

    [Fact]
    public void LostAttemptsAreRepeatedUnderAnotherIdAndCounted()
    {
        var plan = Plan("a");
        plan.Place([Offers.Of("1", ("cpus", 1), ("mem", 64))]);
        Assert.True(plan.Update(Status("a", TaskState.TaskLost))!.Retried);
        Assert.Null(plan.Update(Status("a", TaskState.TaskLost)));
        Assert.True(plan.WantsOffers);
        var launch = Assert.Single(plan.Place([Offers.Of("2", ("cpus", 1), ("mem", 64))])).Launch;
        Assert.Equal("a.2", Assert.Single(launch).TaskId.Value);
        Assert.True(plan.Update(Status("a.2", TaskState.TaskLost))!.Ended);
        var result = Assert.Single(plan.Results);
        Assert.Equal(2, result.Attempts);
        Assert.False(result.Succeeded);
        Assert.True(plan.IsDone);
    }

    [Fact]
    public void FailedTasksAreNotRepeated()
    {
        var plan = Plan("a");
        plan.Place([Offers.Of("1", ("cpus", 1), ("mem", 64))]);
        Assert.False(plan.Update(Status("a", TaskState.TaskRunning))!.Ended);
        Assert.True(plan.Update(Status("a", TaskState.TaskFailed))!.Ended);
        Assert.True(plan.IsDone);
    }

    [Fact]
    public void StatusesOfOthersTasksAreIgnored() => Assert.Null(Plan("a").Update(Status("b", TaskState.TaskFinished)));

    [Fact]
    public void RefusesTwoTasksWithOneId() => Assert.Throws<ArgumentException>(() => Plan("a", "a"));

    private static BatchPlan Plan(params string[] ids) => new([.. ids.Select(id => BatchTask.Shell(id, "true"))], 2);

    private static TaskStatus Status(string id, TaskState state) => new() { TaskId = new TaskID { Value = id }, State = state };
}
