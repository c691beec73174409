using Google.Protobuf;
using MesosOrleans.AgentNode.StatusUpdates;
using MesosOrleans.Protocol.AgentLink;
using MesosOrleans.Protocol.V1;

namespace MesosOrleans.AgentNode.Tests.StatusUpdates;

public sealed class StatusUpdateStreamTests
{
    [Fact]
    public void The_head_is_the_oldest_and_carries_the_newest_state()
    {
        var stream = new StatusUpdateStream();
        stream.Add(Update(1, TaskState.TaskStarting));
        stream.Add(Update(2, TaskState.TaskRunning));
        Assert.Equal(TaskState.TaskStarting, stream.Head!.Status.State);
        Assert.Equal(TaskState.TaskRunning, stream.Head.LatestState);
    }

    [Fact]
    public void Only_the_acknowledgement_of_the_head_counts()
    {
        var stream = new StatusUpdateStream();
        stream.Add(Update(1, TaskState.TaskStarting));
        stream.Add(Update(2, TaskState.TaskRunning));
        Assert.Equal(AcknowledgeOutcome.Ignored, stream.Acknowledge(Uuid(2)));
        Assert.Equal(AcknowledgeOutcome.Accepted, stream.Acknowledge(Uuid(1)));
        Assert.Equal(AcknowledgeOutcome.Ignored, stream.Acknowledge(Uuid(1)));
        Assert.Equal(Uuid(2), stream.Head!.Status.Uuid);
    }

    [Fact]
    public void A_repeated_update_is_not_taken()
    {
        var stream = new StatusUpdateStream();
        Assert.True(stream.Add(Update(1, TaskState.TaskStarting)));
        Assert.False(stream.Add(Update(1, TaskState.TaskStarting)));
        stream.Acknowledge(Uuid(1));
        Assert.False(stream.Add(Update(1, TaskState.TaskStarting)));
        Assert.Null(stream.Head);
    }

    [Fact]
    public void Nothing_follows_a_terminal_update()
    {
        var stream = new StatusUpdateStream();
        Assert.True(stream.Add(Update(1, TaskState.TaskFinished)));
        Assert.False(stream.Add(Update(2, TaskState.TaskKilled)));
        Assert.Equal(AcknowledgeOutcome.Completed, stream.Acknowledge(Uuid(1)));
        Assert.True(stream.IsCompleted);
    }

    [Fact]
    public void A_full_stream_still_takes_the_end()
    {
        var stream = new StatusUpdateStream();
        for (var number = 1; number <= Limits.PendingUpdatesMax; number++)
        {
            Assert.True(stream.Add(Update(number, TaskState.TaskRunning)));
        }

        Assert.False(stream.Add(Update(100_000, TaskState.TaskRunning)));
        Assert.True(stream.Add(Update(100_001, TaskState.TaskFailed)));
    }

    internal static StatusUpdate Update(int uuid, TaskState state) => new()
    {
        FrameworkId = new FrameworkID { Value = "f" },
        Status = new TaskStatus { TaskId = new TaskID { Value = "t" }, State = state, Uuid = Uuid(uuid) },
    };

    internal static ByteString Uuid(int number)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, number);
        return ByteString.CopyFrom(bytes);
    }
}
