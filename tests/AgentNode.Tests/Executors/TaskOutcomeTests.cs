using MesosOrleans.AgentNode.Containerizer;
using MesosOrleans.AgentNode.Executors;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.Executors;

public sealed class TaskOutcomeTests
{
    [Theory]
    [InlineData(0, KillCause.None, TaskState.TaskFinished, "Command exited with status 0")]
    [InlineData(1 << 8, KillCause.None, TaskState.TaskFailed, "Command exited with status 1")]
    [InlineData(15, KillCause.None, TaskState.TaskFailed, "Command terminated with signal Terminated")]
    [InlineData(0, KillCause.Requested, TaskState.TaskKilled, "Command exited with status 0")]
    [InlineData(9, KillCause.Group, TaskState.TaskKilled, "Command terminated with signal Killed")]
    [InlineData(9, KillCause.Unhealthy, TaskState.TaskKilled, "Command terminated with signal Killed")]
    [InlineData(9, KillCause.CompletionTime, TaskState.TaskFailed, "Command terminated with signal Killed")]
    internal void The_exit_and_the_kill_decide(int status, KillCause cause, TaskState state, string message)
    {
        var outcome = TaskOutcome.Of(new ContainerTermination { WaitStatus = status }, cause);
        Assert.Equal(state, outcome.State);
        Assert.Equal(message, outcome.Details.Message);
    }

    [Fact]
    public void A_limitation_comes_first()
    {
        var outcome = TaskOutcome.Of(
            new ContainerTermination
            {
                WaitStatus = 9,
                State = TaskState.TaskFailed,
                Reason = TaskStatus.Types.Reason.ContainerLimitationMemory,
                Message = "Memory limit exceeded",
            },
            KillCause.Requested);
        Assert.Equal(TaskState.TaskFailed, outcome.State);
        Assert.Equal(TaskStatus.Types.Reason.ContainerLimitationMemory, outcome.Details.Reason);
    }

    [Fact]
    public void An_unknown_end_is_a_failure_of_the_executor()
    {
        var outcome = TaskOutcome.Of(new ContainerTermination(), KillCause.None);
        Assert.Equal(TaskState.TaskFailed, outcome.State);
        Assert.Equal(TaskStatus.Types.Reason.ExecutorTerminated, outcome.Details.Reason);
    }
}
